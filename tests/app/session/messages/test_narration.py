"""The sentence about each operation, with numbers found another way."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from app.session.messages.narration import listing_of, op_words, result_of
from engine import Experiment, Trainer
from engine.functions.optimizers import OPTIMIZERS
from engine.graph import Ref
from engine.inspection.readout.followed import current
from engine.inspection.source.listing import role_of
from tests.app.english import english
from tests.engine.networks_of import EXPERIMENTS, OTHERS

EVERYTHING: dict[str, Any] = {
    "l2": 0.1,
    "l1": 0.1,
    "clip_norm": 1.0,
    "freeze_biases": True,
    "dropout": 0.25,
}


def values_of(trainer: Trainer) -> dict[tuple[str, int | None], Any]:
    """Return the numbers that are told of each op of a step that is done."""
    trace = trainer.trace()
    return {(role_of(op), op.layer): result_of(op, trace).values for op in trainer.ops}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_operation_has_words_and_a_sentence_in_full(optimizer: str) -> None:
    trainer = Trainer(Experiment(optimizer=optimizer, **EVERYTHING))
    trainer.step(1)
    trace = trainer.trace()
    for op, fields in zip(trainer.ops, listing_of(trainer.ops, trace).ops, strict=True):
        for sentence in (fields.words, result_of(op, trace)):
            assert "{" not in english(sentence)
        assert english(result_of(op, trace)).endswith(".")


def test_layers_count_from_1_and_the_last_is_the_output() -> None:
    trainer = Trainer(Experiment())
    words = [english(op_words(op, "dense", 3)) for op in trainer.ops]
    assert words[0] == "weighted sum z of layer 1"
    assert words[4] == "weighted sum z of the output"
    assert words[7] == "derivatives f′(z) of all layers"
    assert "gradient of the weights of layer 2" in words
    assert words[10] == "error that comes back to layer 2"


def test_the_numbers_are_those_of_the_step() -> None:
    trainer = Trainer(Experiment())
    trainer.step(3)
    layers = trainer.trace().layers
    found = values_of(trainer)

    def rms(array: Any) -> float:
        return float(np.sqrt((array**2).mean()))

    def values(role: str, layer: int | None) -> Any:
        return found[role, layer]

    first, last = layers[0], layers[2]
    assert values("weighted_sum", 0)["size"] == pytest.approx(rms(first.z))
    assert values("activation", 0)["size"] == pytest.approx(rms(first.a))
    share = 100 * rms(first.delta) / rms(first.da)
    assert values("delta", 0)["share"] == pytest.approx(share)
    assert values("delta", 0)["size"] == pytest.approx(rms(first.delta))
    assert values("da", 1)["size"] == pytest.approx(rms(first.da))
    assert values("loss", 2)["size"] == pytest.approx(rms(last.da))
    mean = np.concatenate([layer.df.ravel() for layer in layers]).mean()
    assert values("local", None)["size"] == pytest.approx(mean)
    gradient = np.hstack([first.dW, first.db])
    assert values("dW", 0)["size"] == pytest.approx(rms(gradient))
    assert values("dW", 0)["n"] == 10
    moved = np.concatenate(
        [x.ravel() for m in layers for x in (m.update_W, m.update_b)]
    )
    assert values("apply", None)["size"] == pytest.approx(rms(moved))


def test_the_share_of_dropout_is_counted() -> None:
    trainer = Trainer(Experiment(hidden=(50,), dropout=0.5))
    trainer.step(1)
    mask = trainer.trace().masks[0]
    share = values_of(trainer)["dropout", 0]["share"]
    assert share == pytest.approx(100 * (mask == 0).mean())


def test_a_number_that_is_not_finite_is_a_sign() -> None:
    trainer = Trainer(Experiment())
    trainer.step(1)
    trace = replace(current(Trainer(Experiment())), done=1)  # all NaN
    assert result_of(trainer.ops[0], trace).values["size"] == "NaN"


@pytest.mark.parametrize("name", OTHERS)
def test_other_networks_have_words_and_sentences_in_full(name: str) -> None:
    changes = {
        "attention": {"rms_norm": True, "causal": True},
        "rnn": {"sequence_length": 2},  # too few time steps for one product of all
    }.get(name, {})
    trainer = Trainer(EXPERIMENTS[name].replace(**changes))
    trainer.step(1)
    trace = trainer.trace()
    fields = listing_of(trainer.ops, trace).ops
    for op, each in zip(trainer.ops, fields, strict=True):
        for sentence in (each.words, result_of(op, trace)):
            assert "{" not in english(sentence)
        assert english(result_of(op, trace)).endswith(".")
        assert (each.layer is None) or name == "convolution"


def test_other_networks_are_told_the_numbers_of_the_step() -> None:
    trainer = Trainer(EXPERIMENTS["lstm"])
    trainer.step(2)
    trace = trainer.trace()
    fields = listing_of(trainer.ops, trace).ops
    nodes = trace.placement.graph.nodes

    def rms(quantity: str, name: str, site: int) -> float:
        (node,) = (n for n in nodes if (n.name, n.site) == (name, site))
        return float(np.sqrt((trace.array(Ref(quantity, node)) ** 2).mean()))

    for each, op in zip(trainer.ops, fields, strict=True):
        if op.site is None or op.role in ("part", "loss"):
            continue
        assert op.node is not None
        quantity = op.writes[0]
        size = result_of(each, trace).values["size"]
        assert size == pytest.approx(rms(quantity, op.node, op.site)), op.role
    (total,) = (op for op in fields if op.role == "sum")
    assert total.block == 0
    uses = fields[fields.index(total) - 1]
    assert (uses.role, uses.block, uses.node) == ("uses", 0, None)


def test_parts_of_a_gradient_come_before_it() -> None:
    trainer = Trainer(EXPERIMENTS["lstm"])
    trainer.step()
    seen = set()
    for op in listing_of(trainer.ops, current(trainer)).ops:
        if op.phase == "backward" and op.node is not None:
            assert (op.node, op.site) not in seen
            if op.role != "part":
                seen.add((op.node, op.site))


def test_a_listing_is_the_same_from_step_to_step_and_has_each_line_once() -> None:
    trainer = Trainer(EXPERIMENTS["lstm"])
    first = listing_of(trainer.ops, current(trainer))
    trainer.step(2)
    assert listing_of(trainer.ops, trainer.trace()) is first
    assert len(set(first.codes)) == len(first.codes) < len(first.ops)
    assert {op.code for op in first.ops} == set(range(len(first.codes)))
    product = next(op for op in first.ops if op.role == "product")
    assert product.code is not None
    assert first.codes[product.code].file.endswith("kinds/product.py")


@pytest.mark.parametrize("change", [{"optimizer": "adam"}, {"batch_size": 7}])
def test_other_operations_have_another_name(change: dict[str, Any]) -> None:
    trainers = [Trainer(Experiment()), Trainer(Experiment(**change))]
    names = [listing_of(each.ops, current(each)).name for each in trainers]
    assert names[0] != names[1]
    again = Trainer(Experiment(seed=3))
    assert listing_of(again.ops, current(again)).name == names[0]


def test_what_a_gradient_is_summed_over_has_all_positions() -> None:
    trainer = Trainer(EXPERIMENTS["attention"])
    trainer.step(1)
    dW = next(op for op in trainer.ops if role_of(op) == "dW")
    text = english(result_of(dW, trainer.trace()))
    assert "summed over the 3 positions of each of the 5 samples of the batch" in text
