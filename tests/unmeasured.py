"""Which tests run unmeasured, because others reach every line and branch of theirs.

    .venv/bin/python tests/unmeasured.py    # writes tests/unmeasured.txt anew

Measuring coverage makes a test take half as long again. So the quick tests of engine
and app are listed in tests/unmeasured.txt where all that they reach is reached by tests
that are not listed. They run like any other. A new test is measured until the list is
made anew. Make it anew where a gate fails though a listed test reaches what is missing.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping, Set
from itertools import chain
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
LIST = Path(__file__).with_suffix(".txt")
WORTHWHILE = 0.01
"""Seconds that a test takes while it is measured; a shorter one is not listed."""
# The schema is documented: coverage.readthedocs.io/en/latest/dbschema.html
REACHED = """
    SELECT context, file_id, fromno, tono
    FROM arc JOIN context ON context_id = context.id
"""


def listed() -> frozenset[str]:
    """Return the tests of the list, each with the path of its file."""
    return frozenset(LIST.read_text(encoding="utf-8").split())


def name_of(nodeid: str) -> str:
    """Return the name of a test without its parameters."""
    return nodeid.partition("[")[0]


def superfluous(
    reached: Mapping[str, Set[Any]], seconds: Mapping[str, float]
) -> list[str]:
    """Return tests without which all is still reached, chosen from the longest down."""
    n_reached = Counter(chain.from_iterable(reached.values()))
    found = []
    for test in sorted(reached, key=lambda test: (-seconds.get(test, 0), test)):
        is_long = seconds.get(test, 0) >= WORTHWHILE
        if is_long and all(n_reached[arc] > 1 for arc in reached[test]):
            n_reached.subtract(reached[test])
            found.append(test)
    return sorted(found)


def measured(
    package: str, folder: Path
) -> tuple[dict[str, set[Any]], dict[str, float]]:
    """Run the quick tests of a package; return what each reaches, how long it takes."""
    data, report = folder / f"{package}.coverage", folder / f"{package}.xml"
    options = ["--cov", package, "--cov-context=test", "--cov-report="]
    command = [sys.executable, "-m", "pytest", "-q", *options, f"--junitxml={report}"]
    environment = {**os.environ, "COVERAGE_FILE": str(data)}
    subprocess.run(
        [*command, f"tests/{package}"], env=environment, cwd=ROOT, check=True
    )
    return read_reached(data), read_seconds(report)


def read_reached(data: Path) -> dict[str, set[Any]]:
    """Return what each test reaches; under "" is what importing the package reaches."""
    reached: dict[str, set[Any]] = defaultdict(set)
    connection = sqlite3.connect(data)
    for context, *arc in connection.execute(REACHED):
        reached[name_of(context.rpartition("|")[0])].add(tuple(arc))
    connection.close()
    return reached


def read_seconds(report: Path) -> dict[str, float]:
    """Return how long the cases of each test take together."""
    seconds: dict[str, float] = defaultdict(float)
    for case in ElementTree.parse(report).iter("testcase"):
        path = case.attrib["classname"].replace(".", "/") + ".py"
        seconds[f"{path}::{name_of(case.attrib['name'])}"] += float(case.attrib["time"])
    return seconds


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        tests = [
            test
            for package in ("app", "engine")
            for test in superfluous(*measured(package, Path(folder)))
        ]
    LIST.write_text("\n".join(tests) + "\n", encoding="utf-8")
