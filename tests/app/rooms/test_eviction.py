"""Which session is removed: the one of least worth, of the address that holds most."""

from dataclasses import replace

import pytest

from app.rooms.eviction import Candidate, session_to_evict

SEEN = Candidate(
    secret="", address="a", is_trained=False, is_left=True, since=0.0, share=0.1
)


def candidates(*given: str, share: float | None = None) -> list[Candidate]:
    """Return sessions: address, [t]rained or [u]ntrained, [l]eft or [h]eld."""
    return [
        replace(
            SEEN,
            secret=f"{text} {k}",
            address=text[0],
            is_trained=text[1] == "t",
            is_left=text[2] == "l",
            since=float(k),
            share=share or 1 / len(given),
        )
        for k, text in enumerate(given)
    ]


@pytest.mark.parametrize(
    ("given", "gone"),
    [
        (("atl", "bul", "cth"), "bul 1"),  # untrained before trained
        (("atl", "btl", "ctl"), "atl 0"),  # the one that was left longest ago
        (("btl", "atl", "atl", "ctl"), "atl 1"),  # of the client that holds most
        (("bul", "aul", "aul", "cul"), "aul 1"),
        (("btl", "ath", "atl", "ath"), "atl 2"),  # left before held
        (("btl", "ath", "ath", "ath"), "ath 3"),  # held: the last that came
        (("btl", "ath", "auh", "ath"), "auh 2"),
        (("bth", "ath", "ath", "bth"), None),  # half is not more than half
        (("ath", "bth", "cth"), None),
    ],
)
def test_the_place_of_least_worth_is_cleared(
    given: tuple[str, ...], gone: str | None
) -> None:
    assert session_to_evict(candidates(*given), "n") == gone


def test_an_address_with_half_of_all_replaces_only_its_own() -> None:
    given = candidates("bul", "btl", "ath", "atl")
    assert session_to_evict(given, "a") == "atl 3"
    assert session_to_evict(candidates("bul", "btl", "ath", "ath"), "a") is None


def test_one_address_may_hold_all_and_replaces_what_it_left() -> None:
    assert session_to_evict(candidates("ath", "atl", "aul"), "a") == "aul 2"
    assert session_to_evict(candidates("ath", "ath"), "a") is None


def test_memory_counts_as_places_do() -> None:
    small = candidates("btl", "ctl", "dtl", share=0.1)
    large = replace(small[0], secret="large", address="a", is_left=False, share=0.6)
    assert session_to_evict([*small, large], "n") == "large"


def test_where_there_is_no_place_there_is_none_to_clear() -> None:
    assert session_to_evict([], "n") is None
