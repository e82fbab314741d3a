"""Which quick tests are run with coverage measured: as many as reach all others do.

    .venv/bin/python tests/measured.py    # writes tests/measured.txt anew

Measuring coverage makes a test take half as long again, and some hundred tests of the
engine and the app reach every line and branch that all of them reach. The list names
these, below the file that they are in and the checksum of that file. The others run
unmeasured. In a new or changed file all tests are measured until the list is made
anew. Make it anew where a gate fails though a test reaches what is missing.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
LIST = Path(__file__).with_suffix(".txt")
# The schema is documented: coverage.readthedocs.io/en/latest/dbschema.html
REACHED = """
    SELECT context, file_id, fromno, tono
    FROM arc JOIN context ON context_id = context.id
"""


def is_measured(nodeid: str) -> bool:
    """Return whether a test is in the list, or its file is not as it was listed."""
    path, _, test = name_of(nodeid).partition("::")
    tests = unchanged().get(path)
    return tests is None or test in tests


@cache
def unchanged() -> dict[str, Set[str]]:
    """Return the tests that are listed of each file that is as it was then."""
    found: dict[str, set[str]] = {}
    tests: set[str] = set()
    for line in LIST.read_text(encoding="utf-8").splitlines():
        if line.startswith(" "):
            tests.add(line.strip())
            continue
        tests = set()
        path, recorded = line.split()
        if (ROOT / path).exists() and checksum(ROOT / path) == recorded:
            found[path] = tests
    return found


def checksum(path: Path) -> str:
    """Return eight digits that change with the text of a file."""
    return f"{zlib.crc32(path.read_text(encoding='utf-8').encode()):08x}"


def name_of(nodeid: str) -> str:
    """Return the name of a test without its parameters."""
    return nodeid.partition("[")[0]


def listing(tests: Iterable[str], needed: Set[str]) -> Iterator[str]:
    """Yield the lines of the list: each file with its checksum, then what it needs."""
    by_file: dict[str, list[str]] = defaultdict(list)
    for test in sorted(tests):
        path, _, name = test.partition("::")
        by_file[path] += [name] if test in needed else []
    for path, names in by_file.items():
        yield f"{path} {checksum(ROOT / path)}"
        yield from (f"    {name}" for name in names)


def cover(reached: Mapping[str, Set[Any]], seconds: Mapping[str, float]) -> set[str]:
    """Return tests that reach all that is reached, left after the longest are dropped.

    What is reached under the name "" needs no test.
    """
    n_reached = Counter(chain.from_iterable(reached.values()))
    needed = set(reached) - {""}
    for test in sorted(needed, key=lambda test: (-seconds.get(test, 0), test)):
        if all(n_reached[arc] > 1 for arc in reached[test]):
            n_reached.subtract(reached[test])
            needed.remove(test)
    return needed


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


def main() -> None:
    """Run the quick tests of both packages, and write the list."""
    lines: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for package in ("app", "engine"):
            reached, seconds = measured(package, Path(folder))
            lines += listing(seconds, cover(reached, seconds))
    LIST.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
