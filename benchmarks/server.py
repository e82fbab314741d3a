"""A server in a process of its own, what it uses, and the machine that it runs on."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

__all__ = [
    "ROOT",
    "cpu_seconds",
    "family_cpu_seconds",
    "machine",
    "n_files",
    "resident_bytes",
    "server",
]

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def server(
    *, address_space: int | None = None, **settings: object
) -> Iterator[tuple[int, int]]:
    """Run a server, with a limit of its memory; yield its process id and its port."""
    environment = os.environ | {
        f"BACKPROP_LIVE_{name.upper()}": str(value) for name, value in settings.items()
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "--port", "0", "--no-browser"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        preexec_fn=None if address_space is None else partial(_limit, address_space),
    )
    assert process.stdout is not None
    try:
        found = None
        for line in process.stdout:
            if found := re.search(r"http://\S+:(\d+)/", line):
                break
        assert found, "the server did not start"
        yield process.pid, int(found[1])
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()


def _limit(n_bytes: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (n_bytes, n_bytes))


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def family_cpu_seconds(pid: int) -> float:
    """Return the processor time of a process and of its children that still run."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return cpu_seconds(pid) + sum(cpu_seconds(int(child)) for child in found)


def resident_bytes(pid: int) -> int:
    """Return the memory that a process holds."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def n_files(pid: int) -> int:
    """Return how many files and sockets a process has open."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def machine() -> str:
    """Return the processor, its cores and the version of Python."""
    info = Path("/proc/cpuinfo")
    model = platform.processor() or platform.machine()
    if info.is_file():
        found = re.search(r"model name\s*: (.+)", info.read_text())
        model = found[1] if found else model
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}"
