"""Networks that no picture shows are refused in words, whichever way they come."""

import json
from typing import Any

import pytest

from app.protocol.errors import ProtocolError
from app.session.document import capture, document_of
from app.session.drawn import require_drawn
from app.session.opening import session_of
from engine import Lockstep, Trainer
from engine.networks.networks import NETWORKS
from engine.training.timeline.document.captured import captured
from engine.training.timeline.document.document import to_plain
from engine.training.timeline.timeline import Timeline
from tests.engine.networks_of import EXPERIMENTS, OTHERS

PICTURES = {"dataset": "digits", "hidden": [2], "loss": "softmax_cross_entropy"}
MESSAGE = "cannot draw a network of the kind convolution yet"


def test_a_dense_network_is_drawn() -> None:
    require_drawn(*([EXPERIMENTS["dense"]] * 2))


@pytest.mark.parametrize("name", OTHERS)
def test_no_other_kind_is(name: str) -> None:
    with pytest.raises(ProtocolError, match=f"the kind {name} yet") as caught:
        require_drawn(EXPERIMENTS["dense"], EXPERIMENTS[name])
    assert (caught.value.code, caught.value.field) == ("invalid_value", "network")
    assert name in NETWORKS


def test_a_session_does_not_begin_with_it(make_desk: Any) -> None:
    with pytest.raises(ProtocolError, match=MESSAGE):
        make_desk(network="convolution", **PICTURES)


@pytest.mark.parametrize(
    "command",
    [
        {"type": "change", "network": "convolution"},
        {"type": "reset", "experiment": {"network": "convolution"}},
        {"type": "twin", "action": "make", "change": {"network": "convolution"}},
    ],
    ids=lambda command: str(command["type"]),
)
def test_a_command_does_not_lead_to_it(make_desk: Any, command: dict[str, Any]) -> None:
    desk = make_desk(**PICTURES)
    before = desk.digest()
    (error,) = desk.send(**command)
    assert (error.code, error.field) == ("invalid_value", "network")
    assert error.message.key == "error.not_drawn"
    assert desk.digest() == before


def test_what_does_not_fit_is_refused_by_the_engine(make_desk: Any) -> None:
    (error,) = make_desk().send("change", network="rnn")
    assert (error.code, error.field) == ("invalid_value", "network")


def test_a_saved_run_does_not_bring_it(make_desk: Any) -> None:
    value = json.loads(json.dumps(document_of(capture(make_desk().session.state))))
    other = Timeline(Lockstep(Trainer(EXPERIMENTS["rnn"])))
    value |= json.loads(json.dumps(to_plain(captured(other), 1 << 20)))
    with pytest.raises(ProtocolError, match="the kind rnn yet"):
        session_of(value, clock=lambda: 0.0)
