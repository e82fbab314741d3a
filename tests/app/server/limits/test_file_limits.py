"""How many connections the system grants."""

import pytest

from app.server.limits.file_limits import SPARE_DESCRIPTORS, raise_file_limit

resource = pytest.importorskip("resource")


@pytest.mark.parametrize(
    ("soft", "hard", "asked", "granted", "most"),
    [
        (1024, 4096, 2000, 2000 + SPARE_DESCRIPTORS, 2000),
        (1024, 1500, 2000, 1500, 1500 - SPARE_DESCRIPTORS),
        (256, 256, 2000, None, 128),
        (256, resource.RLIM_INFINITY, 2000, 2000 + SPARE_DESCRIPTORS, 2000),
        (8192, 8192, 2000, None, 2000),
        (resource.RLIM_INFINITY, resource.RLIM_INFINITY, 2000, None, 2000),
    ],
)
def test_as_many_are_asked_for_as_may_be_needed(
    monkeypatch: pytest.MonkeyPatch,
    soft: int,
    hard: int,
    asked: int,
    granted: int | None,
    most: int,
) -> None:
    set_to = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: (soft, hard))
    monkeypatch.setattr(resource, "setrlimit", lambda _, limits: set_to.append(limits))
    assert raise_file_limit(asked) == most
    assert set_to == ([] if granted is None else [(granted, hard)])
