"""Eviction: which session is removed when there is no room for another.

While there is room, an address may hold any number of sessions: a whole class may
share one. When there is none, an address that holds more than half gives way to others.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

__all__ = ["Candidate", "session_to_evict"]

HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One session, as far as its eviction depends on it.

    Attributes
    ----------
    secret : str
        The session's.
    address : str
        From which it was opened.
    is_trained : bool
        Whether it has made a step: without one, nothing is lost with it.
    is_left : bool
        Whether it has no controller.
    since : float
        When its controller came or left.
    share : float
        The larger one of its shares: of all places, and of the memory of all.
    """

    secret: str
    address: str
    is_trained: bool
    is_left: bool
    since: float
    share: float


def session_to_evict(candidates: Collection[Candidate], address: str) -> str | None:
    """Return the secret of the session that gives way to one from ``address``.

    Sessions that were left before they were trained come first, then those of an
    address that holds more than half, then others that were left. Among equals those of
    the address that holds most come first, and of them the one that was left longest
    ago, or opened last. An address that holds half or more replaces only its own.

    Returns
    -------
    None if there is no such session.
    """
    shares: dict[str, float] = defaultdict(float)
    for each in candidates:
        shares[each.address] += each.share
    owns_half = shares[address] >= HALF
    allowed = [
        each
        for each in candidates
        if (each.is_left and (each.address == address or not owns_half))
        or (shares[each.address] > HALF and not owns_half)
    ]

    def order(one: Candidate) -> tuple[float, ...]:
        share = shares[one.address]
        is_worthless = one.is_left and not one.is_trained
        return (
            0 if is_worthless else 1 if share > HALF else 2,
            not one.is_left,
            one.is_trained,
            -share,
            one.since if one.is_left else -one.since,
        )

    return min(allowed, key=order).secret if allowed else None
