"""Every command is closed, frozen, and limited."""

import json

import pytest
from pydantic import ValidationError

from app.protocol.commands.commands import COMMANDS
from app.protocol.commands.parse import parse
from app.protocol.sections import WATCHED
from tests.app.protocol.examples import EXAMPLES, refusal, text_of

N_SECTIONS = len(WATCHED)


def test_there_is_an_example_of_every_command() -> None:
    assert EXAMPLES.keys() == COMMANDS.keys()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_survives_the_round_trip(name: str) -> None:
    command = parse(text_of(name))
    assert isinstance(command, COMMANDS[name])
    assert parse(command.model_dump_json(exclude_unset=True)) == command


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_closed_and_frozen(name: str) -> None:
    error = refusal(text_of(name, surprise=1))
    assert (error.code, error.field) == ("bad_message", "surprise")
    with pytest.raises(ValidationError):
        parse(text_of(name)).type = "other"  # type: ignore[misc, assignment]


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "frame_ack"])
def test_every_command_but_the_acknowledgement_needs_an_id(name: str) -> None:
    fields = json.loads(text_of(name))
    del fields["id"]
    error = refusal(json.dumps(fields))
    assert (error.code, error.field, error.id) == ("bad_message", "id", None)


@pytest.mark.parametrize(
    ("name", "field", "good", "bad", "limit"),
    [
        ("play", "steps_per_second", 0.001, 0.00099, 0.001),
        ("play", "steps_per_second", 1e6, 1_000_001, 1e6),
        ("play", "steps_per_second", 1e6, 1e8, 1e6),
        ("advance", "count", 1, 0, 1),
        ("advance", "count", 1000, 1001, 1000),
        ("advance", "count", 1000, 100_000, 1000),
        ("watch", "fps", 0, -1, 0),
        ("watch", "fps", 60, 61, 60),
        ("watch", "fps", 60, 6000, 60),
        ("watch", "surface_resolution", 2, 1, 2),
        ("watch", "surface_resolution", 128, 129, 128),
        ("watch", "surface_resolution", 128, 12_800, 128),
        ("watch", "neuron_resolution", 128, 129, 128),
        ("watch", "sections", ["W"] * N_SECTIONS, ["W"] * (N_SECTIONS + 1), N_SECTIONS),
        ("watch", "sections", ["W"] * N_SECTIONS, ["W"] * 3200, N_SECTIONS),
        ("watch", "nodes", ["h"] * 16, ["h"] * 17, 16),
        ("hello", "session", "x" * 64, "x" * 65, 64),
        ("hello", "session", "x" * 64, "x" * 6400, 64),
        ("hello", "session", "x", "", 1),
        ("frame_ack", "seq", 2**32 - 1, 2**32, 2**32 - 1),
        ("set_parameter", "layer", 0, -1, 0),
        ("change", "hidden", [1] * 64, [1] * 65, 64),
        ("change", "features", ["x1"] * 64, ["x1"] * 6400, 64),
        ("change", "dataset", "x" * 64, "x" * 65, 64),
        ("change", "seed", 0, -1, 0),
    ],
)
def test_a_limit_holds_at_it_and_not_past_it(
    name: str, field: str, good: object, bad: object, limit: float
) -> None:
    parse(text_of(name, **{field: good}))
    error = refusal(text_of(name, **{field: bad}))
    assert (error.code, error.field, error.limit) == ("limit_exceeded", field, limit)
