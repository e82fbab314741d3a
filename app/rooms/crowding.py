"""Crowding: which session gives up its place when places run out.

While there are free places, an address may hold as many as it wants: a whole class may
share one. When there are none, nobody keeps more than half of them against others.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

__all__ = ["Place", "place_to_clear"]

HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The place of one session.

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
        Of all that there is: 1 / places, or the share of memory if that is larger.
    """

    secret: str
    address: str
    is_trained: bool
    is_left: bool
    since: float
    share: float


def place_to_clear(places: Collection[Place], address: str) -> str | None:
    """Return the secret of the session that gives way to one from ``address``.

    First go those that were left before they were trained, then those of an address
    that holds more than half, then others that were left; each time those of the
    client that holds most, and of them the one that was left longest ago, or has come
    last. An address that holds half or more replaces none but its own.

    Returns
    -------
    None if there is no such session.
    """
    shares: dict[str, float] = defaultdict(float)
    for place in places:
        shares[place.address] += place.share
    owns_half = shares[address] >= HALF
    allowed = [
        place
        for place in places
        if (place.is_left and (place.address == address or not owns_half))
        or (shares[place.address] > HALF and not owns_half)
    ]

    def order(place: Place) -> tuple[float, ...]:
        share = shares[place.address]
        is_worthless = place.is_left and not place.is_trained
        return (
            0 if is_worthless else 1 if share > HALF else 2,
            not place.is_left,
            place.is_trained,
            -share,
            place.since if place.is_left else -place.since,
        )

    return min(allowed, key=order).secret if allowed else None
