"""One number opened up, over the protocol."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest

from app.protocol.answers.inspection import Derivation
from app.protocol.commands.parse import parse
from app.protocol.commands.questions import Inspect
from app.session.commands.questions.inspection import MAX_FACTORS, n_factors
from engine import Experiment, Trainer, inspected
from engine.inspection.readout.followed import current
from tests.engine.networks_of import OTHERS, SMALL
from tests.engine.networks_of import SETTINGS as KINDS


def asked(desk: Any, type: str, **fields: Any) -> dict[str, Any]:
    command = parse(json.dumps({"type": type, "id": 9, **fields}))
    (event,) = desk.session.handle(command, now=desk.now)
    answer: dict[str, Any] = json.loads(event.text())
    return answer


PLACES = [
    {"target": "weight", "layer": 0, "row": 1, "column": 0},
    {"target": "bias", "layer": 1, "row": 0},
    {"target": "neuron", "layer": 0, "row": 2},
    {"target": "neuron", "layer": 1, "row": 1, "depth": 2},
    {"target": "layer", "layer": 1},
    {"target": "input", "row": 1},
    {"target": "output", "row": 0, "depth": 2},
    {"target": "loss"},
]
FOLLOWED = [0, None, -1]
"""The first sample of the batch, none, one that is not in the batch."""


def sample_of(desk: Any, which: int | None) -> int | None:
    batch = current(desk.session.trainer).batch_indices
    n_train = desk.session.trainer.data.train_x.shape[1]
    outside = np.setdiff1d(np.arange(n_train), batch)
    return None if which is None else int((batch if which == 0 else outside)[0])


def values_of(factor: dict[str, Any]) -> Iterator[float | None]:
    yield factor["value"]
    for each in factor["factors"]:
        yield from values_of(each)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: str(place["target"]))
@pytest.mark.parametrize("which", FOLLOWED)
def test_the_answer_is_what_the_engine_found(
    desk: Any, place: dict[str, Any], which: int | None
) -> None:
    trainer = desk.session.trainer
    trainer.step(3)
    sample = sample_of(desk, which)
    answer = asked(desk, "inspect", sample=sample, **place)
    own = inspected(trainer, **place, sample=sample)
    assert (answer["type"], answer["id"], answer["run"]) == ("derivation", 9, 0)
    assert (answer["step"], answer["done"], answer["n_ops"]) == (
        3, trainer.n_ops, trainer.n_ops,
    )  # fmt: skip
    assert (answer["sample"], answer["in_batch"]) == (sample, which != -1)
    assert answer["position"] == (0 if which == 0 else None)
    assert answer["mean_over"] == (1 if which == -1 else 10)
    assert answer["batch"] == trainer.trace().batch_indices.tolist()
    assert [part["name"] for part in answer["parts"]] == list(own.parts)
    for part in answer["parts"]:
        expected = own.parts[part["name"]].to_dict()
        assert list(values_of(part["factor"])) == list(values_of(expected))
        assert part["factor"]["ref"] == expected["ref"]
    for name in ("bars", "curve", "update", "losses"):
        assert (answer[name] is None) == (getattr(own, name) is None)
    assert len(answer["matrices"]) == len(own.matrices)
    if own.bars is not None:
        assert answer["bars"]["terms"] == own.bars.terms.tolist()
    if own.update is not None:
        assert answer["update"]["new"] == own.update.new
        assert answer["update"]["ops"][-1]["name"] == "apply"
    # what is not checked when it is made is for the protocol
    assert Derivation.model_validate_json(json.dumps(answer), strict=False)


def test_a_followed_sample_has_its_class(make_desk: Any) -> None:
    desk = make_desk(dataset="iris", loss="softmax_cross_entropy")
    data = desk.session.trainer.data
    answer = asked(desk, "inspect", target="loss", sample=4)
    assert answer["class_name"] == data.class_names[int(data.train_labels[4])]
    assert asked(desk, "inspect", target="loss")["class_name"] is None
    desk = make_desk(dataset="sine")
    assert asked(desk, "inspect", target="loss", sample=4)["class_name"] is None


def test_an_input_tells_how_it_was_standardized(make_desk: Any) -> None:
    desk = make_desk(dataset="iris", loss="softmax_cross_entropy")
    trainer = desk.session.trainer
    answer = asked(desk, "inspect", target="input", row=1, sample=4)
    scaling, (value,) = answer["scaling"], answer["parts"]
    found = (scaling["raw"] - scaling["mean"]) / scaling["deviation"]
    assert value["factor"]["value"] == pytest.approx(found, rel=1e-12)
    assert scaling["mean"] == trainer.data.input_scaling.means[1] != 0
    assert asked(desk, "inspect", target="input", row=1)["scaling"]["raw"] is None
    assert asked(desk, "inspect", target="weight", column=0)["scaling"] is None
    assert asked(make_desk(), "inspect", target="input")["scaling"] is None


@pytest.mark.parametrize("place", PLACES, ids=lambda place: str(place["target"]))
@pytest.mark.parametrize("which", FOLLOWED)
def test_before_the_first_step_only_what_is_there_has_a_number(
    desk: Any, place: dict[str, Any], which: int | None
) -> None:
    sample = sample_of(desk, which)
    answer = asked(desk, "inspect", sample=sample, **place)
    assert (answer["type"], answer["step"], answer["done"]) == ("derivation", 1, 0)
    for part in answer["parts"]:
        is_there = part["name"] in ("value", "target")
        assert (part["factor"]["value"] is not None) == is_there, part["name"]
    if answer["update"] is not None:
        assert answer["update"]["old"] is not None
        assert answer["update"]["new"] is None
        assert not any(op["is_done"] for op in answer["update"]["ops"])


def test_within_a_step_an_answer_is_as_far_as_the_step(desk: Any) -> None:
    desk.session.trainer.step(2)
    place = {"target": "weight", "layer": 0, "row": 1, "column": 0}
    for done in range(1, desk.session.trainer.n_ops):
        desk.session.trainer.advance("op")
        answer = asked(desk, "inspect", **place)
        assert (answer["step"], answer["done"]) == (3, done)
        assert answer["update"]["new"] is None
        steps = [op["is_done"] for op in answer["update"]["ops"]]
        assert steps == sorted(steps, reverse=True)


def test_inspecting_leaves_the_run_as_it_was(make_desk: Any) -> None:
    desk, other = (make_desk(dropout=0.4, optimizer="adam") for _ in range(2))
    for k in range(40):
        for each in (desk, other):
            each.session.trainer.advance("op")
        for which in FOLLOWED:
            place = PLACES[k % len(PLACES)]
            assert asked(desk, "inspect", sample=sample_of(desk, which), **place)
    digests = [each.session.trainer.snapshot().digest() for each in (desk, other)]
    assert digests[0] == digests[1]


def test_the_twin_is_inspected_too(desk: Any) -> None:
    place = {"target": "weight", "layer": 0, "row": 1, "column": 0}
    error = asked(desk, "inspect", run=1, **place)
    assert (error["type"], error["code"], error["field"]) == (
        "error", "not_ready", "run",
    )  # fmt: skip
    change = {"type": "twin", "id": 1, "change": {"learning_rate": 0.5}}
    desk.session.handle(parse(json.dumps(change)), now=desk.now)
    for trainer in desk.session.trainers:
        trainer.step(2)
    answers = [asked(desk, "inspect", run=run, **place) for run in (0, 1)]
    assert [answer["run"] for answer in answers] == [0, 1]
    assert [answer["update"]["rate"] for answer in answers] == [0.03, 0.5]


@pytest.mark.parametrize(
    ("type", "place", "field"),
    [
        ("inspect", {"target": "bias", "layer": 3, "row": 0}, "layer"),
        ("inspect", {"target": "neuron", "layer": 0, "row": 4}, "row"),
        ("inspect", {"target": "weight", "layer": 0, "row": 0}, "column"),
        ("inspect", {"target": "input", "row": 2}, "row"),
        ("inspect", {**PLACES[2], "sample": 100_000}, "sample"),
    ],
)
def test_what_is_not_there_is_named(
    desk: Any, type: str, place: dict[str, Any], field: str
) -> None:
    desk.session.trainer.step(1)
    answer = asked(desk, type, **place)
    assert (answer["type"], answer["field"]) == ("error", field)


def test_the_length_of_an_answer_is_bounded(make_desk: Any) -> None:
    desk = make_desk(hidden=[16, 16])
    desk.session.trainer.step(1)
    place = {"target": "neuron", "layer": 1, "row": 0, "sample": 3}
    assert asked(desk, "inspect", **place)["type"] == "derivation"
    error = asked(desk, "inspect", depth=3, **place)
    assert (error["code"], error["limit"]) == ("limit_exceeded", MAX_FACTORS)
    assert error["field"] == "depth"


SETTINGS: dict[str, dict[str, Any]] = {
    "plain": {},
    "dropout": {"dropout": 0.5},
    "softmax": {"loss": "softmax_cross_entropy", "dataset": "blobs"},
    "softmax alone": {"loss": "mse", "output": "softmax", "dataset": "blobs"},
}


@cache
def one_step(settings: str) -> Trainer:
    """Return a trainer after one step, for tests that only read it."""
    trainer = Trainer(Experiment(hidden=(5, 3), batch_size=4, **SETTINGS[settings]))
    trainer.step(1)
    return trainer


@pytest.mark.parametrize("place", PLACES, ids=lambda place: str(place["target"]))
@pytest.mark.parametrize("depth", [0, 1, 2, 3])
@pytest.mark.parametrize("sample", [None, 0])
@pytest.mark.parametrize("settings", SETTINGS)
def test_no_answer_is_longer_than_its_bound(
    place: dict[str, Any], depth: int, sample: int | None, settings: str
) -> None:
    trainer = one_step(settings)
    fields = {"type": "inspect", "id": 1, **place, "depth": depth, "sample": sample}
    command = parse(json.dumps(fields))
    assert isinstance(command, Inspect)

    def count(factor: Any) -> int:
        return 1 + sum(map(count, factor.factors))

    whole = command.model_dump(exclude={"type", "id", "run"})
    parts = inspected(trainer, **whole).parts
    assert sum(map(count, parts.values())) <= n_factors(command, trainer)


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("which", FOLLOWED)
def test_the_loss_of_any_network_is_inspected(
    make_desk: Any, name: str, which: int | None
) -> None:
    desk = make_desk(network=name, **{**SMALL, **KINDS[name]})
    trainer = desk.session.trainer
    trainer.step(2)
    sample = sample_of(desk, which)
    answer = asked(desk, "inspect", target="loss", sample=sample)
    assert answer["type"] == "derivation", answer
    own = inspected(trainer, "loss", sample=sample)
    assert answer["bars"]["terms"] == own.bars.terms.tolist()
    assert answer["losses"]["samples"] == trainer.trace().batch_indices.tolist()
    assert [part["name"] for part in answer["parts"]] == list(own.parts)
    assert answer["mean_over"] == own.followed.trace.x.shape[1]
    assert Derivation.model_validate_json(json.dumps(answer), strict=False)
    one = trainer.experiment.n_target_steps == 1
    has_class = sample is not None and one
    assert (answer["class_name"] is not None) == has_class
    refused = asked(desk, "inspect", target="layer")
    assert (refused["type"], refused["field"]) == ("error", "network")


def test_the_loss_of_a_long_sequence_has_a_bound(make_desk: Any) -> None:
    long = {"dataset": "next_character", "sequence_length": 50, "hidden": [4]}
    desk = make_desk(network="rnn", **long, loss="softmax_cross_entropy")
    desk.session.trainer.step(1)
    trainer = desk.session.trainer
    rows = trainer.graph.nodes[-1].inputs[0].node.n_rows
    command = parse(json.dumps({"type": "inspect", "id": 1, "target": "loss"}))
    assert isinstance(command, Inspect)
    assert n_factors(command, trainer) >= 3 * rows * trainer.graph.n_positions


def test_the_widest_network_can_be_inspected(make_desk: Any) -> None:
    desk = make_desk(hidden=[128] * 8, n_samples=200)
    for place in PLACES:
        answer = asked(desk, "inspect", **{**place, "depth": 1}, sample=3)
        assert answer["type"] == "derivation"
