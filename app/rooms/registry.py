"""Registry: sessions in memory, by secret and by observer key.

A session survives its controller for a while. Time is an argument; whoever owns the
clock calls `Registry.expire`.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

__all__ = ["Registry", "RegistryFullError"]

SessionT = TypeVar("SessionT")
ControllerT = TypeVar("ControllerT")


class RegistryFullError(Exception):
    """There is no free place, and every session has a controller."""


@dataclass(slots=True)
class _Entry(Generic[SessionT, ControllerT]):
    session: SessionT
    observer_key: str
    controller: ControllerT | None
    left_at: float


def new_secret() -> str:
    """Return 128 random bits as text that is safe in JSON and headers."""
    return secrets.token_urlsafe(16)


class Registry(Generic[SessionT, ControllerT]):
    """Sessions by secret, each with at most one controller at a time.

    Each session also has an observer key, a second secret that lets its holder observe
    the session and nothing else.

    Parameters
    ----------
    max_sessions : int
    survival_seconds : float
        How long a session is kept without a controller.
    new_secret : callable, optional
    on_removed : callable, optional
        Called with each session that is removed.
    """

    def __init__(
        self,
        *,
        max_sessions: int,
        survival_seconds: float,
        new_secret: Callable[[], str] = new_secret,
        on_removed: Callable[[SessionT], None] = lambda _: None,
    ) -> None:
        self.max_sessions = max_sessions
        self.survival_seconds = survival_seconds
        self._new_secret = new_secret
        self._on_removed = on_removed
        self._entries: dict[str, _Entry[SessionT, ControllerT]] = {}
        self._secrets: dict[str, str] = {}

    def __len__(self) -> int:
        """Count the sessions, with and without a controller."""
        return len(self._entries)

    def __contains__(self, secret: str) -> bool:
        """Return whether there is a session with this secret."""
        return secret in self._entries

    def __getitem__(self, secret: str) -> SessionT:
        """Return the session with this secret."""
        return self._entries[secret].session

    def observer_key(self, secret: str) -> str:
        """Return the key that lets others observe a session."""
        return self._entries[secret].observer_key

    def controller(self, secret: str) -> ControllerT | None:
        """Return the controller of a session, None if it has left."""
        return self._entries[secret].controller

    def observed(self, observer_key: str, *, now: float) -> SessionT | None:
        """Return the session that belongs to an observer key."""
        self.expire(now=now)
        secret = self._secrets.get(observer_key)
        return None if secret is None else self._entries[secret].session

    def add(self, session: SessionT, *, controller: ControllerT, now: float) -> str:
        """Add a new session with its controller, and return its secret.

        A full registry removes the session whose controller left longest ago.

        Raises
        ------
        RegistryFullError
            If every session has a controller.
        """
        self.expire(now=now)
        if len(self._entries) >= self.max_sessions:
            self._remove(self._left_longest_ago())
        secret, observer_key = self._new_secret(), self._new_secret()
        self._entries[secret] = _Entry(session, observer_key, controller, now)
        self._secrets[observer_key] = secret
        return secret

    def attach(
        self, secret: str, *, controller: ControllerT, now: float
    ) -> tuple[SessionT, ControllerT | None] | None:
        """Set the controller of a session.

        Returns
        -------
        (session, former controller or None), or None if there is no such session.
        """
        self.expire(now=now)
        entry = self._entries.get(secret)
        if entry is None:
            return None
        former, entry.controller = entry.controller, controller
        return entry.session, former

    def detach(self, secret: str, *, controller: ControllerT, now: float) -> bool:
        """Remove the controller of a session; False if it has another one or none."""
        entry = self._entries.get(secret)
        if entry is None or entry.controller is not controller:
            return False
        entry.controller = None
        entry.left_at = now
        return True

    def expire(self, *, now: float) -> None:
        """Remove the sessions whose controller has not come back in time."""
        oldest = now - self.survival_seconds
        expired = [
            secret
            for secret, entry in self._entries.items()
            if entry.controller is None and entry.left_at <= oldest
        ]
        for secret in expired:
            self._remove(secret)

    def _left_longest_ago(self) -> str:
        left = [item for item in self._entries.items() if item[1].controller is None]
        if not left:
            raise RegistryFullError
        return min(left, key=lambda item: item[1].left_at)[0]

    def _remove(self, secret: str) -> None:
        entry = self._entries.pop(secret)
        del self._secrets[entry.observer_key]
        self._on_removed(entry.session)
