"""A server that saves runs to a folder, and is killed at the end."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        found: int = free.getsockname()[1]
        return found


@contextmanager
def saving_server(port: int, folder: Path, root: Path) -> Iterator[str]:
    """Start a server that saves to a folder; kill it at the end of the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "--port", str(port), "--no-browser"],
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
        found = next(
            filter(None, map(re.compile(r"http://\S+/").search, process.stdout))
        )
        yield found.group()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
