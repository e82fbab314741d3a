"""tests/run_all.py: every test is run once, and the results end in one line."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import run_all


def result(output: str, name: str = "pytest x") -> run_all.Result:
    return run_all.Result(name=name, exit_code=0, seconds=1, output=output)


def test_several_runs_of_pytest_end_in_one_line() -> None:
    results = [
        result("76 passed in 190.53s (0:03:10)"),
        result("x\n=== 1 failed, 656 passed, 1 deselected, 1 error in 27.31s ==="),
        result(""),
        result("Found 3 errors in 2 files", name="mypy"),
    ]
    assert run_all.summary(results, 90.5) == (
        "732 passed, 1 failed, 1 deselected, 1 errors in 90.50s"
    )


def test_files_are_dealt_into_groups_of_one_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_all, "ROOT", tmp_path)
    folder = tmp_path / "tests" / "x" / "deep"
    folder.mkdir(parents=True)
    for name, size in {"a": 9, "b": 5, "c": 4, "d": 3, "e": 3}.items():
        (folder / f"test_{name}.py").write_text("x" * size)

    def names(n_groups: int) -> list[str]:
        groups = run_all.grouped("x", n_groups)
        return ["".join(Path(name).stem[5:] for name in files) for _, files in groups]

    assert names(2) == ["ad", "bce"]
    assert names(3) == ["a", "be", "cd"]
    assert [number for number, _ in run_all.grouped("x", 2)] == [1, 2]


def files_of(root: Path, check: run_all.Check) -> Iterator[Path]:
    """Yield the files that a run of pytest collects."""
    for name in check.command:
        if name.startswith("tests/"):
            path = root / name
            yield from path.rglob("test_*.py") if path.is_dir() else [path]


def test_every_test_is_run_once(root: Path) -> None:
    checks = run_all.checks()
    pytests = [check for check in checks if "pytest" in check.command]
    found = [path for check in pytests for path in files_of(root, check)]
    assert sorted(found) == sorted((root / "tests").rglob("test_*.py"))
    [node] = [check for check in checks if "--test" in check.command]
    scripts = {root / name for name in node.command if name.endswith(".js")}
    assert scripts == set((root / "tests/js").rglob("*.test.js"))


def test_what_the_runs_of_a_package_cover_is_in_the_file_of_its_gate() -> None:
    def files(checks: list[run_all.Check]) -> list[str]:
        named = (check.environment.get("COVERAGE_FILE") for check in checks)
        return sorted(name for name in named if name)

    merges = run_all.merges()
    parts = [name for check in merges for name in check.command if ".coverage" in name]
    assert files(run_all.checks()) == sorted(parts)
    assert {name.rpartition(".")[0] for name in parts} == {*files(merges)}
    assert (
        files(run_all.gates()) == files(merges) == [".coverage.app", ".coverage.engine"]
    )


def test_compiled_modules_are_kept_for_the_next_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    code = "import sys; print(sys.dont_write_bytecode)"
    check = run_all.Check(name="x", command=[sys.executable, "-c", code])
    assert run_all.run(check).output == "False\n"


def test_with_arguments_only_pytest_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []

    def call(command: list[str]) -> int:
        commands.append(command)
        return 5

    monkeypatch.setattr(subprocess, "call", call)
    assert run_all.main(["-k", "name"]) == 5
    assert commands == [[sys.executable, "-m", "pytest", "-k", "name"]]


def test_all_means_that_no_run_of_pytest_leaves_out_what_is_slow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chosen = list(run_all.ALL)
    for check in run_all.checks(*run_all.ALL):
        assert (check.command[-3:] == chosen) == ("pytest" in check.command)
        assert ("SLOW_TESTS" in check.environment) == ("--test" in check.command)
    assert not [
        check for check in run_all.checks() if "SLOW_TESTS" in check.environment
    ]
    commands: list[list[str]] = []
    monkeypatch.setattr(subprocess, "call", lambda command: commands.append(command))
    run_all.main(["--all", "-k", "name"])
    assert commands == [[sys.executable, "-m", "pytest", *chosen, "-k", "name"]]
    given: list[str] = []
    monkeypatch.setattr(run_all, "checks", lambda *chosen: given.extend(chosen) or [])
    monkeypatch.setattr(run_all, "python", lambda *_: [sys.executable, "-c", ""])
    run_all.main(["--all"])
    assert given == chosen


@pytest.mark.parametrize("exit_code", [0, 1])
def test_what_fails_is_shown_and_fails_the_whole(
    exit_code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = f"print('the reason'); raise SystemExit({exit_code})"
    check = run_all.Check(name="mypy", command=[sys.executable, "-c", code])
    monkeypatch.setattr(run_all, "checks", lambda: [check])
    monkeypatch.setattr(run_all, "python", lambda *_: [sys.executable, "-c", ""])
    assert run_all.main([]) == exit_code
    output = capsys.readouterr().out
    assert ("the reason" in output) == bool(exit_code)
    assert ("FAILED mypy" in output) == bool(exit_code)
    assert "ok     coverage of engine >= 100 %" in output
