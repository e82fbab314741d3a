"""What the engine refuses, as a message of the protocol."""

from typing import Any

import pytest

from app.protocol.errors import ProtocolError
from app.session.protocol_errors import protocol_errors
from engine import ExperimentError, Trainer
from tests.engine.networks_of import EXPERIMENTS


@pytest.mark.parametrize(
    ("limit", "code", "told"),
    [
        (None, "invalid_value", None),
        (3, "limit_exceeded", 3),
        ((1, 2), "invalid_value", None),
    ],
)
def test_the_engine_s_refusal_becomes_one_of_the_protocol(
    limit: Any, code: str, told: Any
) -> None:
    with pytest.raises(ProtocolError) as caught, protocol_errors():
        raise ExperimentError("hidden", 4, "no", limit)
    assert (caught.value.code, caught.value.limit) == (code, told)
    assert caught.value.field == "hidden"


def test_what_is_of_layers_is_refused_by_a_sentence_of_its_own() -> None:
    with pytest.raises(ProtocolError) as caught, protocol_errors():
        _ = Trainer(EXPERIMENTS["rnn"]).layers
    assert (caught.value.code, caught.value.field) == ("invalid_value", "network")
    assert caught.value.message.key == "error.only_dense"
