"""What the scheduler expects of a session, and of the receiver of its messages."""

import inspect
from typing import Any

import pytest

from app.rooms.broadcast import BroadcastGroup
from app.rooms.roles import ControllerRole
from app.scheduling.slot import Recipient, Schedulable, Slot
from app.session.session import Session


def methods_of(protocol: type) -> dict[str, inspect.Signature]:
    return {
        name: inspect.signature(method)
        for name, method in vars(protocol).items()
        if inspect.isfunction(method) and not name.startswith("_")
    }


@pytest.mark.parametrize(
    ("protocol", "implementation"),
    [
        (Schedulable, Session),
        (Schedulable, BroadcastGroup),
        (Recipient, BroadcastGroup),
        (Recipient, ControllerRole),
    ],
)
def test_implementations_have_the_protocol_s_signatures(
    protocol: type, implementation: Any
) -> None:
    expected = methods_of(protocol)
    assert expected
    for name, signature in expected.items():
        assert inspect.signature(getattr(implementation, name)) == signature, name


def test_a_new_slot_is_active_and_has_no_followers() -> None:
    nothing: Any = object()
    slot = Slot(nothing, nothing)
    assert slot.is_active
    assert list(slot.followers()) == []
