"""Static files over ASGI, without a server."""

import gzip
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.web.assets import static_dir
from app.web.static_files import (
    MIME_TYPES,
    StaticFiles,
    minified_script,
    minified_style,
)

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
  // A line.
const url = "//host"; // behind
"""
TEXT = "const x = 1;\n" * 100


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "a.js").write_text(TEXT)
    (tmp_path / "font.woff2").write_bytes(b"font")
    (tmp_path / "notes.md").write_text("not for the page")
    return TestClient(StaticFiles(tmp_path))


def test_a_file_has_the_type_of_its_name(client: TestClient) -> None:
    answer = client.get("/js/a.js")
    assert answer.headers["content-type"].split(";")[0] == MIME_TYPES[".js"]
    assert answer.text == TEXT


def test_text_is_compressed_for_those_who_accept_it(client: TestClient) -> None:
    plain = client.get("/js/a.js", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    with client.stream("GET", "/js/a.js") as answer:
        assert answer.headers["content-encoding"] == "gzip"
        assert gzip.decompress(b"".join(answer.iter_raw())).decode() == TEXT


def test_what_is_compressed_already_is_sent_as_it_is(client: TestClient) -> None:
    answer = client.get("/font.woff2")
    assert "content-encoding" not in answer.headers
    assert answer.content == b"font"


def test_an_unchanged_file_is_not_sent_again(client: TestClient) -> None:
    tag = client.get("/js/a.js").headers["etag"]
    again = client.get("/js/a.js", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_only_an_address_with_a_hash_never_expires(client: TestClient) -> None:
    hashed, plain = client.get("/js/a.js?v=abc"), client.get("/js/a.js")
    assert "immutable" in hashed.headers["cache-control"]
    assert plain.headers["cache-control"] == "no-cache"
    module = client.get("/0123456789ab/js/a.js")
    assert "immutable" in module.headers["cache-control"]
    assert module.content == plain.content


@pytest.mark.parametrize(
    "path",
    ["/", "/js", "/notes.md", "/js/b.js", "/../a.js", "/0123456789ab/font.woff2"],
)
def test_nothing_else_is_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_files_can_only_be_read(client: TestClient) -> None:
    answer = client.post("/js/a.js")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"


def test_comments_casts_and_indentation_go_and_lines_stay_where_they_were() -> None:
    lines = SCRIPT.split(b"\n")
    for gone in (0, 1, 2, 6, 8, 11):
        lines[gone] = b""
    lines[3] = b"const cast = (other);"
    lines[5] = b"(name); // */"
    assert minified_script(SCRIPT) == b"\n".join(lines)


def test_of_a_style_sheet_comments_and_indentation_go() -> None:
    style = b"/* One\n   two */\n.a {\n  color: red; /* why */\n\n\tmargin: 0;\n}\n"
    assert minified_style(style) == b"\n\n.a {\ncolor: red; \n\nmargin: 0;\n}\n"


@pytest.mark.parametrize(
    "path", sorted(static_dir().glob("js/**/*.js")), ids=lambda path: path.name
)
def test_no_string_of_a_script_has_a_second_line(path: Path) -> None:
    """Else it would lose its indentation."""
    bare = minified_script(path.read_bytes()).decode()
    bare = re.sub(r"/\*.*?\*/", "", bare, flags=re.S)
    bare = re.sub(r"(^|\s)//.*", "", bare)
    assert [text for text in re.findall(r"`[^`]*`", bare) if "\n" in text] == []


def test_scripts_of_the_page_are_sent_without_them_and_libraries_as_they_are(
    tmp_path: Path,
) -> None:
    for name in ("js/a.js", "vendor/b.js", "css/c.css"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(SCRIPT)
    client = TestClient(StaticFiles(tmp_path))
    assert client.get("/js/a.js").content == minified_script(SCRIPT)
    assert client.get("/vendor/b.js").content == SCRIPT
    assert client.get("/css/c.css").content == minified_style(SCRIPT)
