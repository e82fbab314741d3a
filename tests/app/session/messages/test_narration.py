"""What is said of each operation, with numbers found another way."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from app.session.messages.narration import narrated, op_words
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


def told(trainer: Trainer) -> dict[tuple[str, int | None], Any]:
    fields = narrated(trainer.ops, current(trainer))
    places = [(role_of(op), op.layer) for op in trainer.ops]
    return dict(zip(places, fields, strict=True))


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("n_ops", [0, 11])
def test_every_operation_has_words_and_a_sentence_in_full(
    optimizer: str, n_ops: int
) -> None:
    trainer = Trainer(Experiment(optimizer=optimizer, **EVERYTHING))
    trainer.advance("op", n_ops)
    for fields in narrated(trainer.ops, current(trainer)):
        for sentence in (fields.words, fields.sentence):
            assert "{" not in english(sentence)
        assert english(fields.sentence).endswith(".")


def test_layers_count_from_1_and_the_last_is_the_output() -> None:
    trainer = Trainer(Experiment())
    words = [english(op_words(op, "dense", 3)) for op in trainer.ops]
    assert words[0] == "weighted sum z of layer 1"
    assert words[4] == "weighted sum z of the output"
    assert words[7] == "slopes f′(z) of all layers"
    assert "gradient of the weights of layer 2" in words
    assert words[10] == "error that comes back to layer 2"


def test_the_numbers_are_those_of_the_step() -> None:
    trainer = Trainer(Experiment())
    trainer.step(3)
    layers = trainer.trace().layers
    found = told(trainer)

    def rms(array: Any) -> float:
        return float(np.sqrt((array**2).mean()))

    def values(role: str, layer: int | None) -> Any:
        return found[role, layer].sentence.values

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
    share = told(trainer)["dropout", 0].sentence.values["share"]
    assert share == pytest.approx(100 * (mask == 0).mean())


def test_a_number_that_is_not_finite_is_a_sign() -> None:
    trainer = Trainer(Experiment())
    trainer.step(1)
    trace = replace(current(Trainer(Experiment())), done=1)  # all NaN
    fields, *_ = narrated(trainer.ops, trace)
    assert fields.sentence.values["size"] == "NaN"


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("part", [0, 0.5, 1])
def test_other_networks_have_words_and_sentences_in_full(
    name: str, part: float
) -> None:
    changes = {
        "attention": {"rms_norm": True, "causal": True},
        "rnn": {"sequence_length": 2},  # too few time steps for one product of all
    }.get(name, {})
    trainer = Trainer(EXPERIMENTS[name].replace(**changes))
    trainer.advance("op", max(1, int(part * trainer.n_ops)))
    fields = narrated(trainer.ops, current(trainer))
    assert len(fields) == trainer.n_ops
    for op in fields:
        for sentence in (op.words, op.sentence):
            assert "{" not in english(sentence)
        assert english(op.sentence).endswith(".")
        assert (op.layer is None) or name == "convolution"


def test_other_networks_are_told_the_numbers_of_the_step() -> None:
    trainer = Trainer(EXPERIMENTS["lstm"])
    trainer.step(2)
    trace = trainer.trace()
    fields = narrated(trainer.ops, trace)
    nodes = trace.placement.graph.nodes

    def rms(quantity: str, name: str, site: int) -> float:
        (node,) = (n for n in nodes if (n.name, n.site) == (name, site))
        return float(np.sqrt((trace.array(Ref(quantity, node)) ** 2).mean()))

    for op in fields:
        if op.site is None or op.role in ("part", "loss"):
            continue
        assert op.node is not None
        quantity = op.writes[0]
        size = op.sentence.values["size"]
        assert size == pytest.approx(rms(quantity, op.node, op.site)), op.role
    (total,) = (op for op in fields if op.role == "sum")
    assert total.block == 0
    uses = fields[fields.index(total) - 1]
    assert (uses.role, uses.block, uses.node) == ("uses", 0, None)


def test_parts_of_a_gradient_come_before_it() -> None:
    trainer = Trainer(EXPERIMENTS["lstm"])
    trainer.step()
    seen = set()
    for op in narrated(trainer.ops, current(trainer)):
        if op.phase == "backward" and op.node is not None:
            assert (op.node, op.site) not in seen
            if op.role != "part":
                seen.add((op.node, op.site))
