"""Questions: commands that change nothing."""

import pytest

from app.protocol.commands.commands import COMMANDS
from app.protocol.commands.questions import QUESTIONS
from tests.app.protocol.examples import EXAMPLES, refusal, text_of


def test_every_question_is_a_command() -> None:
    assert set(QUESTIONS) <= set(COMMANDS.values())
    assert len(QUESTIONS) == len(set(QUESTIONS))


@pytest.mark.parametrize(
    ("name", "field", "bad"),
    [
        ("explain", "quantity", "slope"),
        ("explain", "site", -2),
        ("explain", "depth", 4),
        ("explain", "node", ""),
        ("gradient_terms", "block", -1),
        ("input_gradient", "sample", None),
        ("full_gradient", "run", 2),
    ],
)
def test_fields_out_of_their_bounds_are_refused(
    name: str, field: str, bad: object
) -> None:
    assert name in EXAMPLES
    assert refusal(text_of(name, **{field: bad})).field == field
