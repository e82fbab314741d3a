"""Scripts without their doc comments."""

from pathlib import Path

from starlette.testclient import TestClient

from app.web.static_files import StaticFiles, without_doc_comments

SCRIPT = b"""/**
 * A module.
 */
const cast = /** @type {number} */ (other);
const wrapped =
  /** @type {string} */ (name); // */
  /** @param {string} name */
const f = (name) => `/** ${name} */`;
/** One line. */
export { cast, f }; /** Behind. */
/* No doc comment. */
"""


def test_doc_comments_are_removed_and_every_line_stays_where_it_was() -> None:
    lines = SCRIPT.split(b"\n")
    for gone in (0, 1, 2, 6, 8):
        lines[gone] = b""
    assert without_doc_comments(SCRIPT) == b"\n".join(lines)


def test_scripts_of_the_page_are_sent_without_them_and_libraries_as_they_are(
    tmp_path: Path,
) -> None:
    for name in ("js/a.js", "vendor/b.js", "css/c.css"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(SCRIPT)
    client = TestClient(StaticFiles(tmp_path))
    assert client.get("/js/a.js").content == without_doc_comments(SCRIPT)
    assert client.get("/vendor/b.js").content == SCRIPT
    assert client.get("/css/c.css").content == SCRIPT
