"""run.py: readable by an old Python, clear about what is missing, quick when done."""

import ast
import json
import os
import re
import runpy
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import run
from app.__main__ import main as serve
from tests.interrupts import interrupted_at


def one_sentence(text: str) -> bool:
    return text.endswith(".") and "\n" not in text and len(text) < 300


def test_an_old_python_can_parse_it(root: Path) -> None:
    tree = ast.parse((root / "run.py").read_text("utf-8"), feature_version=(3, 7))
    newer = (ast.JoinedStr, ast.NamedExpr, ast.AnnAssign, ast.Match)
    assert not [node for node in ast.walk(tree) if isinstance(node, newer)]
    imported = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert "__future__" not in imported  # an unknown feature is a SyntaxError


def test_annotations_are_strings_which_an_old_python_never_reads(root: Path) -> None:
    tree = ast.parse((root / "run.py").read_text("utf-8"))
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    notes = [f.returns for f in functions]
    notes += [a.annotation for f in functions for a in f.args.args + f.args.kwonlyargs]
    assert all(isinstance(note, ast.Constant | ast.Name | None) for note in notes)


@pytest.mark.parametrize("version", [(3, 5), (3, 10)])
def test_too_old_a_python_is_told_what_to_do(
    version: tuple[int, int], monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    monkeypatch.setattr(sys, "version_info", (*version, 1, "final", 0))
    with pytest.raises(SystemExit) as stop:
        runpy.run_path(str(root / "run.py"))
    sentence = str(stop.value)
    assert sentence == run.too_old(version)
    assert f"this is {version[0]}.{version[1]}" in sentence
    assert "3.11" in sentence
    assert one_sentence(sentence)


def test_the_minimum_is_the_one_of_the_package(root: Path) -> None:
    assert run.too_old(run.MINIMUM) is None
    minimum = ".".join(map(str, run.MINIMUM))
    assert f'requires-python = ">={minimum}"' in (root / "pyproject.toml").read_text()


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_names_both_commands(
    flag: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run.main([flag]) == 0
    said = capsys.readouterr().out
    for word in ("run.py test", "--host", "--port", "--no-browser"):
        assert word in said


def test_no_venv_module_and_no_root_gives_the_line_to_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(run, "has_venv", lambda: False)
    monkeypatch.setattr(run, "may_use_apt", lambda: False)
    monkeypatch.setattr(run.os.path, "exists", lambda _path: True)
    with pytest.raises(SystemExit) as stop:
        run.make_venv()
    assert one_sentence(str(stop.value))
    package = "python{}.{}-venv".format(*sys.version_info[:2])
    assert f"`sudo apt-get install -y {package}`" in str(stop.value)


def test_no_venv_module_elsewhere_names_the_python() -> None:
    assert (
        sys.executable in run.venv_missing("python3.99-venv")
        or Path("/etc/debian_version").exists()
    )


def test_no_network_is_told_apart_from_other_failures(
    capsys: pytest.CaptureFixture[str],
) -> None:
    offline = run.pip_failure(["... Temporary failure in name resolution'"])
    assert one_sentence(offline)
    assert "connect to the network" in offline
    assert not capsys.readouterr().out
    other = run.pip_failure(["error: Microsoft Visual C++ is required"])
    assert one_sentence(other)
    assert "Visual C++" in capsys.readouterr().out


def test_the_build_hooks_own_sentence_reaches_the_user() -> None:
    sentence = "The browser libraries could not be installed with npm: connect."
    assert run.pip_failure(["  noise", "      " + sentence, "noise"]) == sentence


def test_no_browser_for_the_tests_gives_the_line_to_run() -> None:
    sentence = run.chromium_missing(["shell | chromium", "libatomic1"])
    assert one_sentence(sentence)
    assert "`sudo apt-get install -y chromium libatomic1`" in sentence


@pytest.mark.parametrize(
    ("known", "chosen"), [("ab", "a"), ("b", "b"), ("a", "a"), ("", "b")]
)
def test_of_two_packages_the_first_that_apt_knows_is_installed(
    monkeypatch: pytest.MonkeyPatch, known: str, chosen: str
) -> None:
    def execute(command: list[str]) -> tuple[int, list[str]]:
        assert command[:2] == ["apt-cache", "show"]
        return (0 if command[2] in known else 100), []

    monkeypatch.setattr(run, "execute", execute)
    assert run.known_to_apt(["a", "b"]) == chosen


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that looks installed to run.py, with a pip that must not run."""
    for name in run.INPUTS:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(run, "ROOT", str(tmp_path))
    monkeypatch.setattr(run, "VENV", str(tmp_path / ".venv"))
    monkeypatch.setattr(run, "STAMP", str(tmp_path / "stamp.json"))
    monkeypatch.setattr(run, "has_working_venv", lambda: True)
    for path in (Path(run.venv_python()), tmp_path / "static/vendor/.stamp.json"):
        path.parent.mkdir(parents=True)
        path.write_text("")
    stamp = {"inputs": run.inputs_hash(), "extras": []}
    (tmp_path / "stamp.json").write_text(json.dumps(stamp))
    return tmp_path


@pytest.mark.usefixtures("checkout")
def test_a_second_start_installs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "execute", None)
    run.install(extras=set())


def test_a_folder_that_cannot_be_written_gets_the_cure_before_anything_else(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (checkout / "package.json").write_text("changed")
    monkeypatch.setattr(run, "execute", None)
    monkeypatch.setattr(run.os, "access", lambda path, _: path != str(checkout))
    with pytest.raises(SystemExit) as stop:
        run.install(extras=set())
    assert "copy the whole folder" in str(stop.value)
    assert one_sentence(str(stop.value))


@pytest.mark.usefixtures("checkout")
def test_a_folder_that_cannot_be_written_is_started_if_it_is_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(run.os, "access", lambda *_: False)
    run.install(extras=set())


def test_it_goes_on_when_nobody_reads_what_it_says(root: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    code = "import run; run.say('1'); run.execute(['echo', 'a'], ('a',)); run.say('2')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(os.name == "nt", reason="a shell of Unix")
@pytest.mark.parametrize("place", ["", ">&-", ">/dev/full"])
def test_help_is_no_error_where_it_cannot_be_printed(place: str, root: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        ["sh", "-c", f'"$0" run.py --help {place}', sys.executable],
        cwd=root,
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("module", ["hashlib", "json.scanner", "subprocess"])
def test_ctrl_c_ends_it_at_any_moment_without_a_traceback(
    module: str, root: Path, tmp_path: Path
) -> None:
    env = interrupted_at(module, tmp_path)
    command = [sys.executable, str(root / "run.py"), "--help"]
    done = subprocess.run(command, env=env, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


@pytest.mark.skipif(os.name == "nt", reason="there run.py waits for the server")
@pytest.mark.usefixtures("checkout")
def test_ctrl_c_waits_until_the_server_handles_it(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes while Python starts, in which a handler cannot be set."""
    started = []

    def start(_: str, arguments: list[str]) -> None:
        env = interrupted_at("runpy", tmp_path)
        started.append(
            subprocess.run(
                arguments, cwd=root, env=env, capture_output=True, check=False
            )
        )

    monkeypatch.setattr(run, "install", lambda **_: None)
    monkeypatch.setattr(run, "venv_python", lambda: sys.executable)
    monkeypatch.setattr(run.os, "execv", start)
    monkeypatch.setattr(run.subprocess, "call", lambda _: 0)
    monkeypatch.setattr(run.signal, "signal", lambda *_: None)
    try:
        run.main([])
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
    assert [(d.returncode, d.stdout, d.stderr) for d in started] == [(130, b"", b"")]


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Replace every other program by a list of the commands that would have run."""
    found: list[list[str]] = []

    def execute(command: list[str], **_: object) -> tuple[int, list[str]]:
        found.append(command)
        return 0, []

    monkeypatch.setattr(run, "execute", execute)
    return found


def test_a_changed_lock_file_installs_again_and_keeps_the_extras(
    checkout: Path, commands: list[list[str]]
) -> None:
    (checkout / "node_modules").mkdir()
    run.install(extras={"test"})
    packages, project, npm = commands
    assert packages[-1] == str(checkout / "tests" / "requirements.txt")
    assert project[-2:] == ["-e", str(checkout)]
    assert "ci" in npm
    (checkout / "package-lock.json").write_text("changed")
    run.install(extras=set())
    assert commands[3:] == [packages, project, npm]
    run.install(extras={"test"})
    assert len(commands) == 6


def test_nothing_is_installed_whose_hash_is_not_in_the_checkout(
    checkout: Path, commands: list[list[str]]
) -> None:
    (checkout / "package-lock.json").write_text("changed")
    run.install(extras=set())
    packages, project = commands
    asked = ["--require-hashes", "-r", str(checkout / "requirements.txt")]
    assert packages[-3:] == asked
    assert {"--no-deps", "--no-build-isolation"} <= set(project)


def test_the_javascript_tools_are_only_for_the_tests(
    checkout: Path, commands: list[list[str]]
) -> None:
    (checkout / "package-lock.json").write_text("changed")
    run.install(extras=set())
    assert [command[2] for command in commands] == ["pip", "pip"]
    run.install(extras={"test"})
    assert [command[2] for command in commands[2:]] == ["pip", "pip", run.NPM]
    run.install(extras={"test"})  # npm has left no node_modules
    assert len(commands) == 8


@pytest.mark.parametrize(
    ("argv", "handed", "extras"),
    [
        (["test"], ["tests/run_all.py"], {"test"}),
        (["test", "-k", "x"], ["tests/run_all.py", "-k", "x"], {"test"}),
        (["--port", "1"], ["-m", "app", "--port", "1"], set()),
    ],
)
def test_it_installs_what_is_needed_and_hands_over(
    argv: list[str],
    handed: list[str],
    extras: set[str],
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls: list[object] = []
    monkeypatch.setattr(run, "install", lambda *, extras: calls.append(extras))
    monkeypatch.setattr(run, "ensure_chromium", lambda: calls.append("chromium"))
    monkeypatch.setattr(run.os, "execv", lambda *call: calls.append(call))
    monkeypatch.setattr(run.subprocess, "call", lambda _: 7)
    monkeypatch.setattr(run.os, "name", "posix")
    run.main(argv)
    python = run.venv_python()
    expected = [extras, *(["chromium"] if extras else [])]
    assert calls == [*expected, (python, [python, *handed])]
    assert Path.cwd() == root


def test_a_half_made_environment_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "VENV", str(tmp_path))
    assert not run.has_working_venv()
    Path(run.venv_python()).parent.mkdir()
    Path(run.venv_python()).write_text("")
    monkeypatch.setattr(run, "execute", lambda _: (1, ["No module named pip"]))
    assert not run.has_working_venv()
    monkeypatch.setattr(run, "execute", lambda _: (0, []))
    assert run.has_working_venv()


def test_ci_calls_the_documented_command(root: Path) -> None:
    script = (root / ".ci" / "run").read_text().splitlines()
    assert script[-1] == "exec python3 run.py test"
    assert "python3 run.py test" in (root / "README.md").read_text("utf-8")


def test_its_flags_are_those_of_the_server(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        serve(["--help"])
    flags = set(re.findall(r"--[a-z-]+", capsys.readouterr().out)) - {"--help"}
    assert (
        {"--host", "--port"}
        <= flags
        <= set(re.findall(r"--[a-z-]+", run.__doc__ or ""))
    )
