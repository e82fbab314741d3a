"""The memory of the process: how much it may take, and how it is given back.

Where the system limits it, by ``ulimit -v`` or for a container, half of what is left at
the start is for sessions. The other half is for what no estimate contains: messages,
buffers of sockets and of BLAS, and the gaps between objects.
"""

import ctypes
import gc
from collections.abc import Callable
from pathlib import Path
from threading import Thread

__all__ = ["MemoryReturn", "free_bytes", "granted_bytes", "trim"]

CGROUP = Path("/sys/fs/cgroup")
PROC = Path("/proc/self")
RETURN_SECONDS = 5.0
"""After a session has been removed; several share one return."""


def granted_bytes(wanted: int) -> int:
    """Return how much sessions may take of what is wanted for them."""
    free = free_bytes()
    return wanted if free is None else max(1, min(wanted, free // 2))


def free_bytes(proc: Path = PROC, cgroup: Path = CGROUP) -> int | None:
    """Return how much more the process may allocate; None without a limit."""
    found = [_free_address_space(proc), _free_in_container(cgroup)]
    return min((free for free in found if free is not None), default=None)


def _free_address_space(proc: Path) -> int | None:
    try:
        import resource
    except ImportError:  # pragma: no cover
        return None  # Windows
    most, _ = resource.getrlimit(resource.RLIMIT_AS)
    if most == resource.RLIM_INFINITY:
        return None
    try:
        n_pages = int((proc / "statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return most
    return max(0, most - n_pages * resource.getpagesize())


def _free_in_container(cgroup: Path) -> int | None:
    try:
        most = (cgroup / "memory.max").read_text(encoding="ascii").strip()
        used = int((cgroup / "memory.current").read_text(encoding="ascii"))
    except OSError:
        return None
    return None if most == "max" else max(0, int(most) - used)


def trim() -> None:
    """Collect unreachable objects, and return free memory to the system where it can.

    glibc keeps what was freed for later allocations; others return it by themselves.
    """
    gc.collect()
    try:
        malloc_trim = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return
    malloc_trim(0)


class MemoryReturn:
    """Gives memory back some time after sessions have been removed.

    Parameters
    ----------
    call_later : callable
        Calls a function once, after so many seconds.
    trim : callable, optional
        Runs in a thread of its own, so that no session waits for the system.
    """

    def __init__(
        self,
        call_later: Callable[[float, Callable[[], object]], object],
        *,
        trim: Callable[[], object] = trim,
    ) -> None:
        self._call_later = call_later
        self._trim = trim
        self._is_planned = False

    def plan(self) -> None:
        """Schedule a release of unused memory, unless one is scheduled."""
        if not self._is_planned:
            self._is_planned = True
            self._call_later(RETURN_SECONDS, self._run)

    def _run(self) -> None:
        self._is_planned = False
        Thread(target=self._trim, name="memory", daemon=True).start()
