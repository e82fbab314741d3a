"""How much memory the process may take, and that it gives back the rest."""

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from app.server.limits import process_memory
from app.server.limits.process_memory import (
    MemoryReturn,
    free_bytes,
    granted_bytes,
    trim,
)

resource = pytest.importorskip("resource")
PAGE = resource.getpagesize()


@pytest.fixture
def limited(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., int | None]:
    """Return a function that tells what is free under limits of our own."""

    def free(
        *,
        address_space: int = resource.RLIM_INFINITY,
        n_pages: int | None = 10,
        container: tuple[str, int] | None = None,
    ) -> int | None:
        monkeypatch.setattr(resource, "getrlimit", lambda _: (address_space, -1))
        if n_pages is not None:
            (tmp_path / "statm").write_text(f"{n_pages} 5 1 1 0 1 0\n", "ascii")
        if container is not None:
            (tmp_path / "memory.max").write_text(f"{container[0]}\n", "ascii")
            (tmp_path / "memory.current").write_text(f"{container[1]}\n", "ascii")
        return free_bytes(tmp_path, tmp_path)

    return free


@pytest.mark.parametrize(
    ("limits", "free"),
    [
        ({}, None),
        ({"address_space": 100 * PAGE}, 90 * PAGE),
        ({"address_space": 5 * PAGE}, 0),
        ({"address_space": 100 * PAGE, "n_pages": None}, 100 * PAGE),
        ({"container": ("max", 3)}, None),
        ({"container": ("1000", 300)}, 700),
        ({"container": ("1000", 1300)}, 0),
        ({"container": ("1000", 300), "address_space": 100 * PAGE}, 700),
    ],
)
def test_the_narrowest_limit_of_the_system_counts(
    limited: Any, limits: dict[str, Any], free: int | None
) -> None:
    assert limited(**limits) == free


@pytest.mark.parametrize(
    ("free", "granted"), [(None, 800), (10_000, 800), (1000, 500), (0, 1)]
)
def test_half_of_what_is_free_is_granted_at_most(
    monkeypatch: pytest.MonkeyPatch, free: int | None, granted: int
) -> None:
    monkeypatch.setattr(process_memory, "free_bytes", lambda: free)
    assert granted_bytes(800) == granted


def test_memory_goes_back_to_the_system() -> None:
    trim()


def test_a_system_that_cannot_trim_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(process_memory.ctypes, "CDLL", lambda _: object())
    trim()


def test_several_removals_share_one_return() -> None:
    planned: list[tuple[float, Callable[[], object]]] = []
    trimmed = Event()
    memory = MemoryReturn(
        lambda seconds, call: planned.append((seconds, call)), trim=trimmed.set
    )
    memory.plan()
    memory.plan()
    ((seconds, run),) = planned
    assert seconds == process_memory.RETURN_SECONDS
    run()
    assert trimmed.wait(10)
    memory.plan()
    assert len(planned) == 2
