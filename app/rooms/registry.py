"""Sessions in memory: found by a secret, kept a while after their last socket.

Time is an argument; whoever owns the clock calls `Registry.expire`.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

__all__ = ["FullError", "Registry"]

T = TypeVar("T")


class FullError(Exception):
    """Every place is taken by a session that somebody watches."""


@dataclass(slots=True)
class _Entry(Generic[T]):
    session: T
    look_key: str
    viewer: object | None
    left_at: float


def new_secret() -> str:
    """Return 128 random bits as text that is safe in JSON and headers."""
    return secrets.token_urlsafe(16)


class Registry(Generic[T]):
    """Sessions by secret. At most one viewer holds a session at a time.

    Each has a look key too, a secret of its own, which says who may look on.
    ``gone`` is called with each session that is let go.
    """

    def __init__(
        self,
        *,
        max_sessions: int,
        survival_seconds: float,
        new_secret: Callable[[], str] = new_secret,
        gone: Callable[[T], None] = lambda _: None,
    ) -> None:
        self.max_sessions = max_sessions
        self.survival_seconds = survival_seconds
        self._new_secret = new_secret
        self._gone = gone
        self._entries: dict[str, _Entry[T]] = {}
        self._secrets: dict[str, str] = {}

    def __len__(self) -> int:
        """Count the sessions, watched or not."""
        return len(self._entries)

    def __contains__(self, secret: str) -> bool:
        """Tell whether a session with this secret is alive."""
        return secret in self._entries

    def __getitem__(self, secret: str) -> T:
        """Return the session with this secret."""
        return self._entries[secret].session

    def look_key(self, secret: str) -> str:
        """Return the key with which others may look on."""
        return self._entries[secret].look_key

    def seen_by(self, look_key: str, *, now: float) -> T | None:
        """Return the session that the holder of a key may look at."""
        self.expire(now=now)
        secret = self._secrets.get(look_key)
        return None if secret is None else self._entries[secret].session

    def add(self, session: T, *, viewer: object, now: float) -> str:
        """Keep a new session, held by its viewer, and return its secret.

        Where there is no place, the session that was left longest ago goes.

        Raises
        ------
        FullError
            If every session has a viewer.
        """
        self.expire(now=now)
        if len(self._entries) >= self.max_sessions:
            self._forget(self._left_longest_ago())
        secret, look_key = self._new_secret(), self._new_secret()
        self._entries[secret] = _Entry(session, look_key, viewer, now)
        self._secrets[look_key] = secret
        return secret

    def attach(
        self, secret: str, *, viewer: object, now: float
    ) -> tuple[T, object | None] | None:
        """Give a session to a viewer.

        Returns
        -------
        (session, former viewer or None), or None if there is no such session.
        """
        self.expire(now=now)
        entry = self._entries.get(secret)
        if entry is None:
            return None
        former, entry.viewer = entry.viewer, viewer
        return entry.session, former

    def detach(self, secret: str, *, viewer: object, now: float) -> bool:
        """Note that a viewer left; False if the session is not (any more) its own."""
        entry = self._entries.get(secret)
        if entry is None or entry.viewer is not viewer:
            return False
        entry.viewer = None
        entry.left_at = now
        return True

    def expire(self, *, now: float) -> None:
        """Forget sessions that nobody came back to in time."""
        oldest = now - self.survival_seconds
        gone = [
            secret
            for secret, entry in self._entries.items()
            if entry.viewer is None and entry.left_at <= oldest
        ]
        for secret in gone:
            self._forget(secret)

    def _left_longest_ago(self) -> str:
        left = [item for item in self._entries.items() if item[1].viewer is None]
        if not left:
            raise FullError
        return min(left, key=lambda item: item[1].left_at)[0]

    def _forget(self, secret: str) -> None:
        entry = self._entries.pop(secret)
        del self._secrets[entry.look_key]
        self._gone(entry.session)
