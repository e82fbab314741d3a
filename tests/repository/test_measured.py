"""tests/measured.py: what is left out reaches nothing that the listed tests do not."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests import measured
from tests.measured import checksum, cover, listing, read_reached, read_seconds

DEFINED = re.compile(r"^(?:async )?def (test_\w+)", re.MULTILINE)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Put a checkout of two test files, x and y, in the place of this one."""
    for name in "xy":
        (tmp_path / f"{name}.py").write_text(f"def test_{name}(): ...\n")
    monkeypatch.setattr(measured, "ROOT", tmp_path)
    monkeypatch.setattr(measured, "LIST", tmp_path / "list.txt")
    measured.unchanged.cache_clear()
    yield tmp_path
    measured.unchanged.cache_clear()


def test_all_that_is_reached_stays_reached_and_the_longest_are_left_out_first() -> None:
    reached = {"": {1}, "a": {1, 2}, "b": {2, 3}, "c": {3}, "d": {1, 4}, "e": set()}
    assert cover(reached, dict.fromkeys("abcd", 1.0)) == {"b", "d"}
    assert cover(reached, {"a": 1, "b": 9, "c": 1, "d": 99}) == {"a", "c", "d"}


def test_only_listed_tests_are_measured_but_all_of_a_changed_or_new_file(
    checkout: Path,
) -> None:
    tests = ["y.py::test_y", "x.py::test_x", "x.py::test_w"]
    lines = list(listing(tests, {"x.py::test_w"}))
    sums = [checksum(checkout / name) for name in ("x.py", "y.py")]
    assert lines == [f"x.py {sums[0]}", "    test_w", f"y.py {sums[1]}"]
    measured.LIST.write_text("\n".join(lines))
    assert measured.is_measured("x.py::test_w[case]")
    assert not measured.is_measured("x.py::test_x[case]")
    assert not measured.is_measured("y.py::test_y")
    assert measured.is_measured("z.py::test_z")
    (checkout / "y.py").write_text("def test_y(): pass\n")
    (checkout / "x.py").unlink()
    measured.unchanged.cache_clear()
    assert measured.is_measured("y.py::test_y")


def test_all_cases_of_a_test_are_one(tmp_path: Path) -> None:
    data, report = tmp_path / "data", tmp_path / "report.xml"
    with closing(sqlite3.connect(data)) as connection, connection:
        connection.executescript(
            "CREATE TABLE context (id, context);"
            "CREATE TABLE arc (file_id, context_id, fromno, tono);"
            "INSERT INTO context VALUES (1, ''),"
            " (2, 'tests/x/test_y.py::test_z[a]|run'),"
            " (3, 'tests/x/test_y.py::test_z[b|c]|setup');"
            "INSERT INTO arc VALUES (1, 1, -1, 1), (1, 2, 1, 2), (2, 3, 1, 2);"
        )
    case = '<testcase classname="tests.x.test_y" name="test_z[{}]" time="0.25"/>'
    report.write_text(f"<all>{case.format('a')}{case.format('b')}</all>")
    name = "tests/x/test_y.py::test_z"
    assert read_reached(data) == {"": {(1, -1, 1)}, name: {(1, 1, 2), (2, 1, 2)}}
    assert read_seconds(report) == {name: 0.5}


def test_the_list_names_tests_of_files_that_are_unchanged(root: Path) -> None:
    files = measured.unchanged()
    for path, tests in files.items():
        text = (root / path).read_text(encoding="utf-8")
        assert tests <= set(DEFINED.findall(text)), path
    assert len(files) > 300, "run tests/measured.py, or coverage takes long again"
