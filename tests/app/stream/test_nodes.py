"""Frames of networks that are not dense: what they contain, and whether it is true."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from app.protocol.sections import WATCHED
from engine import Readout
from tests.app.stream.helpers import NODES, watched
from tests.engine.networks_of import OTHERS, SETTINGS, SMALL

ONLY_LAYERS = {
    *("delta_rms", "da_rms", "delta_theory", "delta_theory_band", "mean_df"),
    *("saturated", "dead", "a_prev", "z", "a", "df", "delta", "unit_delta_rms"),
    *("unit_dead", "unit_saturated", "surface", "neuron_surface", "distributions"),
}
"""What is asked for by name and is of a list of layers."""


@pytest.fixture
def desk_of(make_desk: Callable[..., Any]) -> Callable[[str], Any]:
    def made(kind: str) -> Any:
        given = {**SMALL, **SETTINGS[kind], "network": kind}
        return make_desk(**json.loads(json.dumps(given)))

    return made


def names_of(desk: Any) -> list[str]:
    nodes = desk.session.trainer.graph.nodes[:-1]
    return list(dict.fromkeys(node.name for node in nodes))


def newest(desk: Any) -> bytes:
    frame: bytes = desk.frame()
    desk.acknowledge(desk.session.subscription.seq)
    desk.now += 1
    return frame


@pytest.mark.parametrize("probe", [None, 0, 7])
@pytest.mark.parametrize("kind", OTHERS)
def test_frames_carry_what_the_engine_reads(
    kind: str, probe: int | None, desk_of: Any, read_sections: Any
) -> None:
    desk = desk_of(kind)
    names = names_of(desk)
    layout = watched(desk, [*NODES, "dW", "db"], nodes=names, probe=probe)
    assert layout["nodes"] == names
    first = read_sections(newest(desk), layout)
    assert np.isnan(first["node_grad", None]).all()
    assert np.isnan(first["node_value", None]).all() == (probe is None)
    for _ in range(3):
        desk.ask("advance", by="step", count=2)
        found = read_sections(newest(desk), layout)
        readout = Readout(desk.session.trainer, probe=probe)
        value, grad = (
            readout.node_numbers(each, frozenset(names)) for each in ("value", "grad")
        )
        assert value is not None
        assert grad is not None
        expected = {
            "node_value": np.float32(value.means()),
            "node_grad": np.float32(grad.sums()),
            "node_rms": value.sizes(),
            "node_grad_rms": grad.sizes(),
        }
        for name, numbers in expected.items():
            np.testing.assert_array_equal(found[name, None], numbers)
            assert found[name, None].dtype == numbers.dtype
        targets = readout.targets()
        if targets is None:
            assert np.isnan(found["node_target", None]).all()
        else:
            np.testing.assert_array_equal(found["node_target", None], targets)
        gradient, pairs = readout.gradient(), desk.session.trainer.layout
        for i, (dW, db) in enumerate(pairs.pairs(gradient)):
            np.testing.assert_array_equal(found["dW", i], np.float32(dW))
            assert (("db", i) in found) == (db is not None)
            if db is not None:
                np.testing.assert_array_equal(found["db", i], np.float32(db[:, 0]))


def test_of_many_samples_the_evaluated_ones_have_a_predicted_class(
    make_desk: Callable[..., Any], read_sections: Any
) -> None:
    given = {**SETTINGS["convolution"], "dataset": "shifted_digits", "hidden": [8]}
    desk = make_desk(network="convolution", **given)
    layout = watched(desk, ["predicted"])
    desk.ask("advance", by="step", count=2)
    found = read_sections(newest(desk), layout)["predicted", None]
    trainer = desk.session.trainer
    train, test = (trainer.predicted(part).tolist() for part in ("train", "test"))
    assert found.tolist() == [*train, *test]
    assert (len(train), len(test)) == trainer.n_evaluated
    assert len(train) < len(trainer.data.train_labels)


@pytest.mark.parametrize("kind", OTHERS)
def test_only_what_the_network_has_is_laid_out(kind: str, desk_of: Any) -> None:
    desk = desk_of(kind)
    layout = watched(desk, list(WATCHED), nodes=["h", "z", "nothing"])
    names = {section["name"] for section in layout["sections"]}
    assert not names & ONLY_LAYERS
    assert {"W", "W_before", "dW", "update_W", "gradient_rms", "losses"} <= names
    n_blocks = len(desk.session.trainer.graph.parameters)
    shapes = {each["name"]: each["shape"] for each in layout["sections"]}
    assert shapes["gradient_rms"] == shapes["update_ratio"] == [n_blocks]
    assert NODES[0] in names
    end = 40
    for section in layout["sections"]:
        size = {"f8": 8, "f4": 4, "u1": 1}[section["dtype"]]
        assert section["offset"] % max(4, size) == 0
        assert section["offset"] >= end
        end = section["offset"] + size * int(np.prod(section["shape"]))
    assert layout["bytes"] - end in (0, 1, 2, 3)


def test_without_names_and_in_a_dense_network_there_are_none(
    desk_of: Any, desk: Any
) -> None:
    layout = watched(desk_of("rnn"), list(NODES))
    assert [each["name"] for each in layout["sections"]] == ["node_target"]
    assert watched(desk, list(NODES), nodes=["z", "a"])["sections"] == []


def test_names_without_a_gradient_have_values_only(desk_of: Any) -> None:
    layout = watched(desk_of("lstm"), list(NODES[:4]), nodes=["x"])
    names = [each["name"] for each in layout["sections"]]
    assert names == ["node_rms", "node_value"]


def test_a_place_of_a_block_is_sent_as_doubles(desk_of: Any) -> None:
    desk = desk_of("lstm")
    place = {"layer": 1, "row": 3, "column": 2}
    layout = watched(desk, ["W", "b", "dW"], place=place)
    desk.ask("advance", by="step", count=2)
    frame = desk.frame()
    W, b = desk.session.trainer.parameters[1]
    dW = desk.session.trainer.trace().gradient
    singles = [each for each in layout["sections"] if each["at"]]
    numbers = {
        each["name"]: np.frombuffer(frame, "<f8", 1, each["offset"])[0]
        for each in singles
    }
    assert numbers["W"] == W[3, 2]
    assert numbers["b"] == b[3, 0]
    assert numbers["dW"] in dW


def test_another_kind_of_network_is_laid_out_anew(desk_of: Any) -> None:
    desk = desk_of("rnn")
    watched(desk, ["node_value", "W", "z"], nodes=["h"])
    events = desk.send("reset", experiment={"network": "lstm"})
    kinds = [event.type for event in events]
    assert {"network", "layout"} <= {*kinds}
    assert {each.name for each in events[kinds.index("layout")].sections} == {
        "node_value",
        "W",
    }
    given = {"network": "dense", "dataset": "circle", "hidden": [3]}
    events = desk.send("reset", experiment=given)
    layout = next(event for event in events if event.type == "layout")
    assert {each.name for each in layout.sections} == {"W", "z"}
