"""tests/unmeasured.py: what runs unmeasured reaches nothing that others leave out."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from tests import unmeasured
from tests.unmeasured import WORTHWHILE, read_reached, read_seconds, superfluous

DEFINED = re.compile(r"^(?:async )?def (test_\w+)", re.MULTILINE)


def test_what_others_reach_needs_no_measuring_and_the_longest_is_spared_first() -> None:
    reached = {"": {1}, "a": {1, 2}, "b": {2, 3}, "c": {3}, "d": {1, 4}}
    assert superfluous(reached, dict.fromkeys("abcd", 1.0)) == ["a", "c"]
    assert superfluous(reached, {"a": 1, "b": 9, "c": 1, "d": 99}) == ["b"]


def test_a_short_test_is_not_worth_a_line() -> None:
    reached = {"a": {1}, "b": {1}}
    assert superfluous(reached, {"a": WORTHWHILE, "b": 0}) == ["a"]
    assert superfluous(reached, {"a": WORTHWHILE / 2, "b": 0}) == []


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


def test_every_entry_of_the_list_is_a_test(root: Path) -> None:
    entries = unmeasured.LIST.read_text(encoding="utf-8").splitlines()
    assert entries == sorted(set(entries))
    tests = {
        f"{path.relative_to(root).as_posix()}::{name}"
        for folder in ("app", "engine")
        for path in (root / "tests" / folder).rglob("test_*.py")
        for name in DEFINED.findall(path.read_text(encoding="utf-8"))
    }
    assert set(entries) <= tests, "correct its path, or run tests/unmeasured.py"
