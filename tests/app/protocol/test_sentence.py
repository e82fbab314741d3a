"""Every sentence that the server can send has its entry, in every language."""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from app.i18n import ENGLISH, languages, load
from app.protocol.commands.commands import By
from app.protocol.events import Error
from app.protocol.saved_runs import StorageProblem
from app.protocol.sentence import ChangedField, Sentence, english, sentence
from app.session.messages.part_names import BLOCKS, block_word
from app.web.page_data import page_words
from engine import Experiment
from engine.inspection.operations.groups import PARTS

ROLES = (
    *("weighted_sum", "activation", "dropout", "loss", "local", "delta", "dW", "da"),
    *("dropout_back", "l2_penalty", "l1_penalty", "freeze_biases", "clip", "velocity"),
    *("look_ahead", "sum_of_squares", "mean_of_squares", "moments", "step"),
    *("weight_decay", "apply"),
    *("convolution", "max_pool", "average_pool", "product", "add", "rms_norm"),
    *("scores", "attention", "weighted_values", "pass_back", "part"),
    *("dK", "use", "uses", "sum"),
)
COMPOSED = {
    "advanced.{}": get_args(By),
    "changed.slots.{}": ("reset", "resized"),
    "changed.weights.{}": ("kept", "resized"),
    "control.{}": tuple(Experiment().to_dict()),
    "op.{}": ROLES,
    "op.of.{}": (*BLOCKS.values(), *PARTS),
    "block.{}": tuple(map(block_word, BLOCKS)),
    "op.did.{}": (*ROLES, "dW_positions"),
    "storage.{}": get_args(StorageProblem),
    "stepped_back.{}": ("op", "step"),
    "predict.why.direction.{}": ("up", "down", "stays", "uphill"),
    "predict.why.sign.{}": ("positive", "negative", "zero"),
}
"""Keys that the server composes, and what it can fill in."""


@cache
def calls(root: Path) -> list[tuple[str, set[str]]]:
    """Return key and names of values of every call of `sentence` in the app."""
    return list(_calls(root))


def _calls(root: Path) -> Iterator[tuple[str, set[str]]]:
    for path in sorted((root / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") == "sentence"
            ):
                names = {keyword.arg or "**" for keyword in node.keywords}
                for key in keys_of(node.args[0]):
                    yield key, names


def keys_of(argument: ast.expr) -> list[str]:
    """Return the keys that the first argument of a call can be."""
    if isinstance(argument, ast.IfExp):
        return [*keys_of(argument.body), *keys_of(argument.orelse)]
    if isinstance(argument, ast.JoinedStr):
        parts = [getattr(part, "value", None) for part in argument.values]
        pattern = "".join(part if isinstance(part, str) else "{}" for part in parts)
        return [pattern.format(value) for value in COMPOSED[pattern]]
    assert isinstance(argument, ast.Constant), ast.dump(argument)
    return [argument.value]


def placeholders(entry: Any) -> set[str]:
    """Return the values that an entry needs, in any of its plural forms."""
    forms = entry.values() if isinstance(entry, dict) else [entry]
    found = {name for form in forms for name in re.findall(r"\{(\w+)\}", form)}
    found |= {"n"} if isinstance(entry, dict) else set()
    return {name[:1].lower() + name[1:] for name in found}


@pytest.mark.parametrize("code", languages())
def test_every_sentence_has_an_entry_and_all_its_values(root: Path, code: str) -> None:
    words = {**page_words(load(code)), **load(code).later}
    for key, names in calls(root):
        assert key in words, key
        # What ** passes on, is for the tests of its callers.
        assert placeholders(words[key]) == names or "**" in names, key


@pytest.mark.parametrize("code", languages())
def test_every_entry_of_the_server_is_sent(root: Path, code: str) -> None:
    sent = {key for key, _ in calls(root)}
    assert load(code).server.keys() - sent == set()


def test_entries_of_all_languages_need_the_same_values() -> None:
    english_words = page_words(load(ENGLISH))
    for code in languages():
        words = page_words(load(code))
        assert words.keys() == english_words.keys()
        for key, entry in words.items():
            assert placeholders(entry) == placeholders(english_words[key]), key


def test_a_sentence_is_plain_json() -> None:
    change = ChangedField(field="hidden", before=(4, 2), after=(3,))
    told = sentence("outer", inner=sentence("inner", n=2.5), all=(change, "x", True))
    assert json.loads(told.model_dump_json()) == {
        "key": "outer",
        "values": {
            "inner": {"key": "inner", "values": {"n": 2.5}},
            "all": [
                {
                    "field": "hidden",
                    "before": [4, 2],
                    "after": [3],
                    "layer": None,
                    "row": None,
                    "column": None,
                },
                "x",
                True,
            ],
        },
    }


def test_a_text_that_is_not_in_the_catalogue_is_a_value() -> None:
    error = Error(id=None, code="bad_message", message=english("Expected {n}"))
    message = json.loads(error.text())["message"]
    assert message == {"key": "text", "values": {"text": "Expected {n}"}}


def test_a_sentence_takes_no_other_values() -> None:
    with pytest.raises(ValidationError):
        Sentence(key="x", values={"n": None})  # type: ignore[dict-item]
    with pytest.raises(ValidationError):
        sentence("x", n=float("nan"))
