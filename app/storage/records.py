"""What is saved of a run, and what is found again."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from app.protocol.saved_runs import RunSummary

__all__ = ["Limits", "Resumed", "RunHead", "Save", "Saved", "hash_of", "new_id"]


def hash_of(secret: str) -> bytes:
    """Return what is stored in place of a secret."""
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()


def new_id() -> str:
    """Return 128 random bits as text."""
    return secrets.token_urlsafe(16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What saved runs may take.

    Attributes
    ----------
    max_runs, max_owner_bytes : int
        Of one owner.
    max_bytes : int
        Of all together.
    """

    max_runs: int = 100
    max_owner_bytes: int = 64_000_000
    max_bytes: int = 500_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RunHead:
    """A saved run without its document, as lists show it.

    Attributes
    ----------
    id : str
    name : str or None
    created, changed : float
        Seconds since 1970.
    step : int
    summary : RunSummary or None
        None if it is of another version.
    """

    id: str
    name: str | None
    created: float
    changed: float
    step: int
    summary: RunSummary | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Save:
    """A run to be saved.

    Attributes
    ----------
    id : str
    owner : bytes
        Hash of the owner's secret.
    session : bytes
        Hash of the secret of the session, which can be resumed from this run.
    observer_key : str
        Of the session.
    step : int
    summary : RunSummary
        What lists show.
    playing, document : mapping
        Whether the run trains, and how fast; all that the run is.
    """

    id: str
    owner: bytes
    session: bytes
    observer_key: str
    step: int
    summary: RunSummary
    playing: Mapping[str, Any]
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What has been saved.

    Attributes
    ----------
    id : str
    name : str or None
    changed : float
    n_removed : int
        Older runs without a name that gave way.
    is_new : bool
        Whether another id than the one asked for had to be used.
    """

    id: str
    name: str | None
    changed: float
    n_removed: int
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """A saved run with its document."""

    id: str
    name: str | None
    owner: bytes
    observer_key: str | None
    playing: Mapping[str, Any]
    document: Mapping[str, Any]
