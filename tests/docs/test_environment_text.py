"""docs/deploying.md: its table is the server's settings, and they can be set so."""

from pathlib import Path

import pytest

import environment_text
from app.config import PREFIX, Settings
from environment_text import deploying_document

ROWS = {
    cells[0].strip("`"): cells[1:]
    for line in deploying_document().splitlines()
    if line.startswith(f"| `{PREFIX}")
    for cells in [[cell.strip() for cell in line.strip("|").split(" | ")]]
}


def test_every_setting_has_a_row_with_its_meaning() -> None:
    assert [name.removeprefix(PREFIX).lower() for name in ROWS] == list(
        Settings.model_fields
    )
    for name, (meaning, _) in ROWS.items():
        field = Settings.model_fields[name.removeprefix(PREFIX).lower()]
        assert meaning == field.description


def test_the_defaults_as_they_are_written_are_the_defaults(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, (_, default) in ROWS.items():
        if default != "none":
            monkeypatch.setenv(name, default.strip("`"))
    assert Settings() == Settings.model_validate({})


def test_all_but_the_table_stays(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "deploying.md"
    begin, end = environment_text.BEGIN, environment_text.END
    path.write_text(f"before\n{begin}a former table\n{end}after\n", encoding="utf-8")
    monkeypatch.setattr(environment_text, "DOCUMENT", path)
    text = deploying_document()
    assert text.startswith(f"before\n{begin}| variable |")
    assert text.endswith(f"{end}after\n")
    assert "a former table" not in text
