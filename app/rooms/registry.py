"""Registry: sessions in memory, by secret and by observer key.

A session expires a while after its controller has left. Time is an argument; the owner
of the clock calls `Registry.expire`.
"""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.rooms.eviction import Candidate, session_to_evict

__all__ = ["Registry", "RegistryFullError"]

SessionT = TypeVar("SessionT")
ControllerT = TypeVar("ControllerT")


class RegistryFullError(Exception):
    """There is no free place, and no session that gives way to a new one."""


@dataclass(slots=True)
class _Entry(Generic[SessionT, ControllerT]):
    session: SessionT
    observer_key: str
    controller: ControllerT | None
    since: float
    address: str


def new_secret() -> str:
    """Return 128 random bits as text that is safe in JSON and headers."""
    return secrets.token_urlsafe(16)


class Registry(Generic[SessionT, ControllerT]):
    """Sessions by secret, each with at most one controller at a time.

    Each session also has an observer key, a second secret, whose holder may observe
    the session and nothing else.

    Parameters
    ----------
    max_sessions : int
    survival_seconds : float
        How long a session is kept without a controller.
    new_secret : callable, optional
    on_removed : callable, optional
        Called with each session that is removed.
    on_displaced : callable, optional
        Called with the controller of a session that gave way to another one.
    is_trained : callable, optional
        Returns whether something would be lost with a session.
    memory_share : callable, optional
        Returns the share of all memory, 0 to 1, that a session takes.
    """

    def __init__(
        self,
        *,
        max_sessions: int,
        survival_seconds: float,
        new_secret: Callable[[], str] = new_secret,
        on_removed: Callable[[SessionT], None] = lambda _: None,
        on_displaced: Callable[[ControllerT], None] = lambda _: None,
        is_trained: Callable[[SessionT], bool] = lambda _: True,
        memory_share: Callable[[SessionT], float] = lambda _: 0.0,
    ) -> None:
        self.max_sessions = max_sessions
        self.survival_seconds = survival_seconds
        self._new_secret = new_secret
        self._on_removed = on_removed
        self._on_displaced = on_displaced
        self._is_trained = is_trained
        self._memory_share = memory_share
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
        """Return the key with which others may observe a session."""
        return self._entries[secret].observer_key

    def items(self) -> Iterator[tuple[str, SessionT]]:
        """Yield each secret with its session."""
        return ((secret, each.session) for secret, each in self._entries.items())

    def controller(self, secret: str) -> ControllerT | None:
        """Return the controller of a session, None if it has left."""
        return self._entries[secret].controller

    def observed(self, observer_key: str, *, now: float) -> SessionT | None:
        """Return the session that belongs to an observer key."""
        self.expire(now=now)
        secret = self._secrets.get(observer_key)
        return None if secret is None else self._entries[secret].session

    def add(
        self,
        session: SessionT,
        *,
        controller: ControllerT,
        now: float,
        address: str = "",
        secret: str | None = None,
        observer_key: str | None = None,
    ) -> str:
        """Add a session with its controller, and return its secret.

        A full registry removes another session first; see `session_to_evict`. A session
        that comes back has its former secret and observer key.

        Raises
        ------
        RegistryFullError
            If none gives way to a session from this address.
        """
        self.expire(now=now)
        if len(self._entries) >= self.max_sessions and not self.displace(address):
            raise RegistryFullError
        secret = secret or self._new_secret()
        if observer_key is None or observer_key in self._secrets:
            observer_key = self._new_secret()
        self._entries[secret] = _Entry(session, observer_key, controller, now, address)
        self._secrets[observer_key] = secret
        return secret

    def displace(
        self, address: str, *, keeping: Callable[[SessionT], bool] = lambda _: False
    ) -> bool:
        """Remove the session that gives way to one from an address; False without one.

        Sessions for which ``keeping`` is true are never removed.
        """
        candidates = [
            Candidate(
                secret=secret,
                address=entry.address,
                is_trained=self._is_trained(entry.session),
                is_left=entry.controller is None,
                since=entry.since,
                share=max(1 / self.max_sessions, self._memory_share(entry.session)),
            )
            for secret, entry in self._entries.items()
            if not keeping(entry.session)
        ]
        secret = session_to_evict(candidates, address)
        if secret is None:
            return False
        controller = self._entries[secret].controller
        self._remove(secret)
        if controller is not None:
            self._on_displaced(controller)
        return True

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
        former, entry.controller, entry.since = entry.controller, controller, now
        return entry.session, former

    def detach(self, secret: str, *, controller: ControllerT, now: float) -> bool:
        """Remove the controller of a session; False if it has another one or none."""
        entry = self._entries.get(secret)
        if entry is None or entry.controller is not controller:
            return False
        entry.controller = None
        entry.since = now
        return True

    def expire(self, *, now: float) -> None:
        """Remove the sessions whose controller has not come back in time."""
        oldest = now - self.survival_seconds
        expired = [
            secret
            for secret, entry in self._entries.items()
            if entry.controller is None and entry.since <= oldest
        ]
        for secret in expired:
            self._remove(secret)

    def _remove(self, secret: str) -> None:
        entry = self._entries.pop(secret)
        del self._secrets[entry.observer_key]
        self._on_removed(entry.session)
