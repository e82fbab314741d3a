"""A server that is killed loses nothing that it has acknowledged as saved."""

import contextlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from app.protocol.commands.commands import PROTOCOL
from app.session.document import document_of
from app.storage.database import open_database
from app.storage.records import Limits, hash_of
from app.storage.runs import Runs
from engine import Experiment, Trainer

OWNER = "o" * 22
SETTINGS = {"hidden": [4], "optimizer": "adam", "dropout": 0.2, "batch_size": 7}
MOMENTS_OF_A_RUN = 10
"""After so many a new run begins: to check one it is trained again from its start."""
pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL")


@contextmanager
def server(folder: Path, root: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start a server that saves to a folder; kill it at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "--port", "0", "--no-browser"],
        cwd=root,
        env={
            **os.environ,
            "BACKPROP_LIVE_SAVE": "1",
            "BACKPROP_LIVE_DATA_DIR": str(folder),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if found := re.search(r"http://([\w.:]+)/", line):
                yield process, found[1]
                return
        raise AssertionError("the server did not start")
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


class Page:
    """One page: what it has been told, up to the end of its server."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._id = 0
        self.saved: list[dict[str, Any]] = []

    def post(self, type: str, **fields: Any) -> int:
        self._id += 1
        self._socket.send(json.dumps({"type": type, "id": self._id, **fields}))
        return self._id

    def ask(self, type: str, **fields: Any) -> dict[str, Any]:
        id_ = self.post(type, **fields)
        while (event := self.read()).get("id") != id_:
            pass
        return event

    def read(self, timeout: float | None = 20) -> dict[str, Any]:
        message = self._socket.recv(timeout=timeout)
        if isinstance(message, bytes):
            return {}
        event: dict[str, Any] = json.loads(message)
        if event["type"] == "saved":
            self.saved.append(event)
        return event

    def read_to_the_end(self) -> None:
        with contextlib.suppress(ConnectionClosed, OSError):
            while True:
                self.read()


@contextmanager
def page(address: str) -> Iterator[Page]:
    with connect(
        f"ws://{address}/ws",
        origin=f"http://{address}",  # type: ignore[arg-type]
        subprotocols=[PROTOCOL],  # type: ignore[list-item]
        max_size=None,
    ) as socket:
        yield Page(socket)


def killed_in(seconds: float, folder: Path, root: Path, secret: str | None) -> Any:
    """Train, change things, and kill the server after so many seconds.

    Returns
    -------
    (secret, the step of the last acknowledged save or None)
    """
    rng = random.Random(round(1e6 * seconds))
    with server(folder, root) as (process, address), page(address) as client:
        experiment = None if secret else SETTINGS
        welcome = client.ask(
            "hello", session=secret, owner=OWNER, experiment=experiment
        )
        secret = welcome["session"]
        client.ask("watch", sections=["W"], fps=5)
        client.ask("play", steps_per_second=None)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            client.ask("change", learning_rate=rng.choice([0.01, 0.03, 0.1]))
            time.sleep(min(0.3, max(0.0, until - time.monotonic())))
        process.send_signal(signal.SIGKILL)
        client.read_to_the_end()
        return secret, client.saved[-1] if client.saved else None


def state_of(address: str, secret: str) -> Any:
    """Return what a session resumes with, and the losses of its next steps."""
    with page(address) as client:
        welcome = client.ask("hello", session=secret, owner=OWNER)
        client.ask("pause")
        return welcome


def check(folder: Path, secret: str, saved: dict[str, Any] | None) -> None:
    """Compare the file of a killed server with what it had acknowledged."""
    connection, aside = open_database(folder)
    assert aside is None
    found = Runs(connection, Limits()).of_session(hash_of(secret))
    connection.close()
    assert saved is None or found is not None
    if found is None or saved is None:
        return
    assert found.id == saved["run"]
    step = found.document["current"]["step"]
    assert step >= saved["step"]
    assert digest_of(found.document) == digest_of_uninterrupted(found.document)


def digest_of(document: dict[str, Any]) -> str:
    return session_of_document(document).trainer.snapshot().digest()


def session_of_document(document: dict[str, Any]) -> Any:
    from app.session.restoring import session_of

    return session_of(document, clock=time.perf_counter)


def digest_of_uninterrupted(document: dict[str, Any]) -> str:
    """Train the same run from its start, without ever stopping."""
    (branch,) = [
        each
        for each in document["branches"]
        if each["id"] == document["current"]["branch"]
    ]
    (experiment,) = branch["experiments"]
    trainer = Trainer(Experiment.from_dict(experiment))
    for step, event in branch["events"][: document["current"]["n_events"]]:
        trainer.step(step - trainer.step_count)
        (fields,) = event["fields"]
        trainer.change(**fields)
    trainer.step(document["current"]["step"] - trainer.step_count)
    return trainer.snapshot().digest()


def run_moments(n: int, folder: Path, root: Path, seed: int) -> int:
    rng, secret, n_saved = random.Random(seed), None, 0
    for moment in range(n):
        if moment % MOMENTS_OF_A_RUN == 0:
            secret = None
        before = secret
        secret, saved = killed_in(rng.uniform(0.3, 5.0), folder, root, secret)
        check(folder, secret, saved)
        n_saved += saved is not None
        if before is not None and before != secret:
            raise AssertionError("the session was lost")
        if saved is None and before is None:
            secret = None
    return n_saved


@pytest.mark.slow
def test_a_killed_server_has_lost_nothing_that_was_saved(
    tmp_path: Path, root: Path
) -> None:
    assert run_moments(2, tmp_path / "data", root, seed=5) >= 1


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10))
def test_ten_killed_servers_have_lost_nothing(
    tmp_path: Path, root: Path, seed: int
) -> None:
    assert run_moments(10, tmp_path / "data", root, seed) > 2


def test_the_check_fails_on_a_run_that_went_another_way(
    make_desk: Callable[..., Any],
) -> None:
    from app.session.document import capture

    desk = make_desk(**SETTINGS)
    desk.ask("advance", count=20)
    document = document_of(capture(desk.session.state))
    assert digest_of(document) == digest_of_uninterrupted(document)
    branch = document["branches"][0]
    branch["experiments"][0] = {**branch["experiments"][0], "learning_rate": 0.031}
    assert digest_of_uninterrupted(document) != digest_of(
        document_of(capture(desk.session.state))
    )
