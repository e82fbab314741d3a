"""The exchange in docs/protocol.md is what this server answers, every time."""

import json
import re

import pytest

import example_text
from app.protocol.commands.commands import COMMANDS
from app.protocol.events import EVENTS
from example_text import EXCHANGE, MOST_ITEMS, example_section


def messages(section: str) -> list[tuple[str, str]]:
    """Return (">" or "<", text) of each message, its lines joined again."""
    body = section.split("```")[1].strip().replace("\n    ", " ")
    return [(line[0], line[2:]) for line in body.splitlines()]


def test_it_is_the_same_every_time() -> None:
    example_section.cache_clear()
    first = example_section()
    example_section.cache_clear()
    assert example_section() == first


def test_every_message_of_it_has_a_type_that_there_is() -> None:
    commands = set(COMMANDS)
    events = {model.model_fields["type"].default for model in EVENTS}
    for way, text in messages(example_section()):
        if text.startswith("{"):
            assert json.loads(text)["type"] in (commands if way == ">" else events)


def test_each_command_is_followed_by_what_answers_it() -> None:
    kinds = [
        json.loads(text)["type"] if text.startswith("{") else "frame"
        for _, text in messages(example_section())
    ]
    told = [
        kind for command, answers in EXCHANGE for kind in (command["type"], *answers)
    ]
    assert kinds == told


def test_it_contains_no_secret_and_no_long_number() -> None:
    section = example_section()
    assert not re.search(r'"(session|observer_key)": "[^…]', section)
    assert not re.search(r"\d\.\d{6}", section)
    assert max(map(len, section.splitlines())) <= 89


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.123456, 0.1235),
        (float(10), 10.0),
        ([1, 2, 3, 4, 5], [1, 2, 3, 4, "…"]),
        ({"a": 1, "type": "x", "id": 2}, {"type": "x", "id": 2, "a": 1}),
        ({"session": "secret", "step": 1}, {"session": "…", "step": 1}),
    ],
)
def test_what_is_long_or_secret_is_left_out(value: object, shown: object) -> None:
    assert MOST_ITEMS == 4
    found = example_text._shortened(value)
    assert found == shown
    assert list(found) == list(shown) if isinstance(shown, dict) else True
