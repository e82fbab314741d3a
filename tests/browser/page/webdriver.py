"""Firefox and WebKit, driven by the protocols that they bring: no driver to install.

Firefox speaks WebDriver BiDi on a websocket, WebKitGTK the older WebDriver over HTTP.
Both are given as `Driver`: go to an address, run a function there, take a picture.
"""

import base64
import json
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from websockets.sync.client import ClientConnection, connect

MINI_BROWSERS = (
    *Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"),
    *Path("/usr/libexec").glob("webkit2gtk-4.*/MiniBrowser"),
)
START_S = 60
WAIT_S = 30
EVERY_S = 0.1
PREFERENCES = {
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.forceResolve": "127.0.0.1",
    "toolkit.telemetry.enabled": False,
}


class Driver(ABC):
    """One window of a browser."""

    name: str

    @abstractmethod
    def go(self, url: str) -> None:
        """Open an address and wait until its scripts have run."""

    @abstractmethod
    def run(self, function: str, *arguments: Any) -> Any:
        """Call a JavaScript function in the page; return what it returns, as JSON."""

    @abstractmethod
    def resize(self, width: int, height: int) -> None:
        """Give the page a size in CSS pixels."""

    @abstractmethod
    def picture(self) -> bytes:
        """Return what is seen of the page as PNG."""

    def until(self, function: str, *arguments: Any) -> None:
        """Call a function until what it returns counts as true in JavaScript."""
        is_true = f"(...given) => Boolean(({function})(...given))"
        for _ in range(int(WAIT_S / EVERY_S)):
            if self.run(is_true, *arguments):
                return
            time.sleep(EVERY_S)
        raise TimeoutError(f"{self.name}: never true: {function} {arguments}")

    def click(self, selector: str) -> None:
        """Click an element as a script does."""
        self.run("(name) => document.querySelector(name).click()", selector)


class Firefox(Driver):
    """Firefox without a window, by WebDriver BiDi."""

    name = "Firefox"

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.numbers = count(1)
        self.errors: list[str] = []
        self.left: set[str] = set()
        self.ask("session.new", capabilities={})
        self.ask("session.subscribe", events=["log.entryAdded"])
        tree = self.ask("browsingContext.getTree", maxDepth=0)
        self.context = tree["contexts"][0]["context"]

    def ask(self, method: str, **params: Any) -> Any:
        """Send a command and return its result; note errors of the page meanwhile."""
        number = next(self.numbers)
        message = {"id": number, "method": method, "params": params}
        self.socket.send(json.dumps(message))
        while True:
            answer = json.loads(self.socket.recv(timeout=WAIT_S))
            if answer.get("method") == "log.entryAdded":
                entry = answer["params"]
                is_left = entry["source"]["realm"] in self.left
                if entry["level"] == "error" and not is_left:
                    self.errors.append(entry["text"])
            elif answer.get("id") == number:
                assert answer["type"] == "success", (method, answer)
                return answer["result"]

    def go(self, url: str) -> None:
        # A document that is left loads no more of its modules, which is no error.
        found = self.ask("script.getRealms", context=self.context)
        self.left.update(each["realm"] for each in found["realms"])
        self.ask(
            "browsingContext.navigate", context=self.context, url=url, wait="complete"
        )

    def run(self, function: str, *arguments: Any) -> Any:
        call = f"(...given) => JSON.stringify(({function})(...given) ?? null)"
        given = [{"type": "string", "value": json.dumps(a)} for a in arguments]
        parsed = f"(...given) => ({call})(...given.map((text) => JSON.parse(text)))"
        answer = self.ask(
            "script.callFunction",
            functionDeclaration=parsed,
            arguments=given,
            target={"context": self.context},
            awaitPromise=False,
        )
        assert answer["type"] == "success", answer
        return json.loads(answer["result"]["value"])

    def resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height}
        self.ask("browsingContext.setViewport", context=self.context, viewport=size)

    def picture(self) -> bytes:
        shot = self.ask("browsingContext.captureScreenshot", context=self.context)
        return base64.b64decode(shot["data"])


class WebKit(Driver):
    """WebKitGTK's MiniBrowser, by WebDriver."""

    name = "WebKit"

    def __init__(self, address: str) -> None:
        self.address = address
        options = {"binary": str(MINI_BROWSERS[0]), "args": ["--automation"]}
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        started = self.ask("POST", "/session", capabilities=wanted)
        self.session = f"/session/{started['sessionId']}"

    def ask(self, verb: str, path: str, **body: Any) -> Any:
        """Send a command and return the value of its answer."""
        request = urllib.request.Request(
            self.address + path,
            data=json.dumps(body).encode() if verb == "POST" else None,
            headers={"content-type": "application/json"},
            method=verb,
        )
        with urllib.request.urlopen(request, timeout=START_S) as answer:
            return json.load(answer)["value"]

    def go(self, url: str) -> None:
        self.ask("POST", f"{self.session}/url", url=url)

    def run(self, function: str, *arguments: Any) -> Any:
        return self.ask(
            "POST",
            f"{self.session}/execute/sync",
            script=f"return ({function})(...arguments)",
            args=list(arguments),
        )

    def resize(self, width: int, height: int) -> None:
        """Resize the window until the page in it has the size."""
        outer = (width, height)
        for _ in range(3):
            size = dict(zip(("width", "height"), outer, strict=True))
            self.ask("POST", f"{self.session}/window/rect", **size)
            time.sleep(3 * EVERY_S)
            inner = self.run("() => [innerWidth, innerHeight]")
            outer = (outer[0] + width - inner[0], outer[1] + height - inner[1])

    def picture(self) -> bytes:
        return base64.b64decode(self.ask("GET", f"{self.session}/screenshot"))

    def close(self) -> None:
        """End the browser."""
        with suppress(OSError):
            self.ask("DELETE", self.session)


def missing(name: str) -> str | None:
    """Return which program a browser lacks on this machine, if any."""
    if name == "firefox":
        found = shutil.which("firefox-esr") or shutil.which("firefox")
        return None if found else "firefox-esr"
    programs = {name: shutil.which(name) for name in ("WebKitWebDriver", "Xvfb")}
    programs["MiniBrowser"] = str(MINI_BROWSERS[0]) if MINI_BROWSERS else None
    return next((name for name, path in programs.items() if path is None), None)


@contextmanager
def firefox() -> Iterator[Firefox]:
    """Start Firefox with a profile of its own."""
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    assert program, "no firefox-esr on the PATH"
    with TemporaryDirectory() as profile:
        lines = (
            f"user_pref({json.dumps(name)}, {json.dumps(value)});\n"
            for name, value in PREFERENCES.items()
        )
        (Path(profile) / "user.js").write_text("".join(lines), "utf-8")
        command = [program, "--headless", "--no-remote", "--profile", profile]
        command += ["--remote-debugging-port", "0"]
        with _started(command, {"HOME": profile}) as output:
            address = _found(r"BiDi listening on (ws://\S+)", output)
            with connect(f"{address}/session", max_size=None) as connection:
                yield Firefox(connection)


@contextmanager
def webkit() -> Iterator[WebKit]:
    """Start WebKitGTK on a screen that nobody sees."""
    programs = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
    assert all(programs), "no WebKitWebDriver or Xvfb on the PATH"
    assert MINI_BROWSERS, "no MiniBrowser of WebKitGTK"
    screen = [programs[1], "-displayfd", "1", "-screen", "0", "2000x1400x24"]
    with _started([str(part) for part in screen], {}) as shown:
        display = _found(r"^(\d+)$", shown)
        environment = {
            "DISPLAY": f":{display}",
            "LIBGL_ALWAYS_SOFTWARE": "1",
            "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
        }
        port = _free_port()
        command = [str(programs[0]), f"--port={port}"]
        with _started(command, environment):
            driver = _patiently(lambda: WebKit(f"http://127.0.0.1:{port}"))
            yield driver
            driver.close()


@contextmanager
def _started(command: list[str], environment: dict[str, str]) -> Iterator[IO[str]]:
    """Start a program, give what it writes, and end it."""
    process = subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    try:
        yield process.stdout
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(WAIT_S)
        process.kill()
        process.wait()
        process.stdout.close()


def _found(pattern: str, output: IO[str]) -> str:
    for line in output:
        if match := re.search(pattern, line.strip()):
            return match[1]
    raise AssertionError(f"the program ended without writing {pattern}")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _patiently(start: Callable[[], WebKit]) -> WebKit:
    """Call a function again while the program that it needs is starting."""
    until = time.monotonic() + START_S
    while True:
        try:
            return start()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(EVERY_S)
