"""Frames against the trainer that they show, section by section, float32-exact."""

import json
from collections.abc import Callable
from typing import Any, get_args

import numpy as np
import pytest

from app.protocol.commands import SectionName
from app.stream.sections import PER_NETWORK
from engine import diagnostics

ALL = list(get_args(SectionName))
MAPS = ("surface", "neuron_surface")
FLOATS = [name for name in ALL if name not in (*MAPS, "predicted", "confusion")]
PROBED = ["W_before", "a_prev", "z", "a", "df", "delta"]
EXPERIMENTS: dict[str, dict[str, Any]] = {
    "default": {},
    "W3": {"hidden": [8, 8, 8], "activation": "relu", "optimizer": "adam"},
    "no bias": {"use_bias": False},
    "no hidden layer": {"hidden": []},
    "iris": {"dataset": "iris", "loss": "softmax_cross_entropy"},
    "digits": {"dataset": "digits", "loss": "softmax_cross_entropy", "hidden": [5]},
    "line": {"dataset": "sine", "learning_rate": 0.001},
    "dropout": {"dropout": 0.4, "hidden": [6, 5]},
    "mixed": {"hidden": [3, 4], "activation": ["relu", "sigmoid"], "l2": 0.01},
}


def watched(desk: Any, sections: list[str], **fields: Any) -> dict[str, Any]:
    """Watch, and return the layout as the page gets it."""
    answer, layout = desk.send("watch", sections=sections, **fields)
    assert answer.type == "ack"
    found: dict[str, Any] = json.loads(layout.text())
    return found


def expected_sections(trainer: Any) -> dict[Any, np.ndarray]:
    """Return every float section of a trained step, read from its trace."""
    trace, figures = trainer.trace(), diagnostics(trainer)
    found: dict[Any, np.ndarray] = {}
    dead, saturated = trainer.unit_health()
    for layer, (W, b) in enumerate(trainer.parameters):
        found["unit_dead", layer] = dead[layer]
        found["unit_saturated", layer] = saturated[layer]
        of_layer = trace.layers[layer]
        found["W", layer] = W
        for name in ("W_before", "dW", "update_W"):
            found[name, layer] = getattr(of_layer, name)
        if b is not None:
            found["b", layer] = b[:, 0]
            for name in ("b_before", "db", "update_b"):
                found[name, layer] = getattr(of_layer, name)[:, 0]
        found["a_prev", layer] = of_layer.a_prev.mean(axis=1)
        for name in ("z", "a", "df"):
            found[name, layer] = getattr(of_layer, name).mean(axis=1)
        found["delta", layer] = of_layer.delta.sum(axis=1)
    for name in "gradient_rms delta_rms update_ratio mean_df saturated dead".split():
        found[name, None] = getattr(figures, name)
    return found


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_number_equals_the_trace_as_it_is_sent(
    name: str, make_desk: Callable[..., Any], read_sections: Any
) -> None:
    desk = make_desk(**EXPERIMENTS[name])
    layout = watched(desk, FLOATS)
    for steps in (1, 7, 40):
        desk.ask("advance", by="step", count=steps)
        frame = desk.frame()
        found = read_sections(frame, layout)
        expected = expected_sections(desk.session.trainer)
        assert found.keys() == expected.keys()
        for key, value in expected.items():
            exact = np.float64 if key[0] in PER_NETWORK else np.float32
            assert found[key].dtype == exact
            np.testing.assert_array_equal(found[key], value.astype(exact))
        desk.acknowledge(desk.session.subscription.seq)
        desk.now += 1


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_sections_are_aligned_in_order_and_do_not_overlap(
    name: str, make_desk: Callable[..., Any]
) -> None:
    layout = watched(make_desk(**EXPERIMENTS[name]), ALL)
    end = 40
    for section in layout["sections"]:
        size = {"f8": 8, "f4": 4, "u1": 1}[section["dtype"]]
        assert section["offset"] % max(4, size) == 0
        assert section["offset"] - end in (0, 1, 2, 3)
        end = section["offset"] + size * int(np.prod(section["shape"]))
    assert layout["bytes"] - end in (0, 1, 2, 3)


def test_only_what_is_watched_is_laid_out_and_computed(
    make_desk: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_desk()
    layout = watched(desk, ["W"])
    assert {section["name"] for section in layout["sections"]} == {"W"}
    trainer = desk.session.trainer
    trainer.step(3)
    monkeypatch.setattr(trainer, "trace", None)
    monkeypatch.setattr("app.stream.readout.diagnostics", None)
    monkeypatch.setattr("app.stream.readout.gradient_rms", None)
    monkeypatch.setattr("app.stream.heatmaps.Surface", None)
    assert len(desk.frame()) == layout["bytes"] == 40 + 4 * (8 + 8 + 2)


def test_a_frame_without_sections_is_its_header(desk: Any, read_header: Any) -> None:
    assert watched(desk, [])["bytes"] == 40
    assert read_header(desk.frame())["step"] == 0


def test_the_header_says_where_the_run_stands(desk: Any, read_header: Any) -> None:
    watched(desk, ["W"])
    desk.ask("advance", by="epoch")
    desk.ask("advance", by="op")
    trainer = desk.session.trainer
    header = read_header(desk.frame())
    assert header == {
        "kind": 1,
        "flags": 2,
        "layout": 1,
        "seq": 1,
        "step": 25,
        "epoch": 1,
        "command": 3,
        "reserved": 0,
        "train_loss": trainer.train_loss,
        "test_loss": trainer.test_loss,
    }
    desk.send("play")
    desk.acknowledge(1)
    desk.now += 1
    assert read_header(desk.frame())["flags"] == 3


def test_before_the_first_step_there_are_weights_and_zeros(
    desk: Any, read_sections: Any
) -> None:
    layout = watched(desk, FLOATS)
    found = read_sections(desk.frame(), layout)
    W = desk.session.trainer.parameters[0][0]
    np.testing.assert_array_equal(found["W", 0], W.astype(np.float32))
    for name in ("a_prev", "z", "a", "delta", "dW", "update_W"):
        assert not found[name, 0].any()
    assert not found["gradient_rms", None].any()


def test_in_the_middle_of_a_step_the_rest_is_nan(desk: Any, read_sections: Any) -> None:
    layout = watched(desk, FLOATS)
    desk.ask("advance", by="layer")
    found = read_sections(desk.frame(), layout)
    assert np.isfinite(found["z", 0]).all()
    assert np.isfinite(found["a_prev", 0]).all()
    assert np.isnan(found["z", 1]).all()
    assert np.isnan(found["dW", 0]).all()


def test_a_probe_shows_one_sample(desk: Any, read_sections: Any) -> None:
    trainer = desk.session.trainer
    trainer.step(1)
    inside, *_ = trainer.trace().batch_indices.tolist()
    outside = next(k for k in range(250) if k not in trainer.trace().batch_indices)
    for probe in (inside, outside):
        layout = watched(desk, PROBED, probe=probe)
        found = read_sections(desk.frame(), layout)
        x = trainer.data.train_x[:, probe : probe + 1]
        np.testing.assert_array_equal(found["a_prev", 0], x[:, 0].astype(np.float32))
        np.testing.assert_array_equal(found["a_prev", 1], found["a", 0])
        for layer, (W, _) in enumerate(trainer.parameters):
            np.testing.assert_array_equal(
                found["W_before", layer], W.astype(np.float32)
            )
        for layer, (z, a) in enumerate(trainer.probe(x)):
            np.testing.assert_array_equal(found["z", layer], z[:, 0].astype(np.float32))
            np.testing.assert_array_equal(found["a", layer], a[:, 0].astype(np.float32))
        desk.now += 1
        if probe == inside:
            delta = trainer.trace().sample(0).layers[0].delta[:, 0]
            np.testing.assert_array_equal(found["delta", 0], delta.astype(np.float32))
        else:
            assert np.isnan(found["delta", 0]).all()
            assert np.isnan(found["df", 1]).all()


def test_a_probe_before_the_first_step_has_no_gradient(
    desk: Any, read_sections: Any
) -> None:
    layout = watched(desk, ["a", "delta"], probe=3)
    found = read_sections(desk.frame(), layout)
    assert found["a", 0].any()
    assert not found["delta", 0].any()


def test_data_that_cannot_be_drawn_have_no_surface(
    make_desk: Callable[..., Any],
) -> None:
    desk = make_desk(dataset="digits", loss="softmax_cross_entropy")
    layout = watched(desk, ["W", "surface", "neuron_surface"])
    assert {section["name"] for section in layout["sections"]} == {"W"}


def test_a_network_without_hidden_layers_has_no_maps_of_neurons(
    make_desk: Callable[..., Any],
) -> None:
    layout = watched(make_desk(hidden=[]), ["surface", "neuron_surface"])
    names = [section["name"] for section in layout["sections"]]
    assert names == ["surface", "surface_range"]


@pytest.mark.parametrize("name", ["default", "iris", "digits"])
def test_answers_are_those_of_the_network_as_it_is(
    name: str, make_desk: Callable[..., Any], read_sections: Any
) -> None:
    desk = make_desk(**EXPERIMENTS[name])
    layout = watched(desk, ["predicted", "confusion"])
    desk.ask("advance", by="step", count=30)
    found = read_sections(desk.frame(), layout)
    trainer = desk.session.trainer
    data = trainer.data
    x = np.concatenate([data.train_x, data.test_x], axis=1)
    a = trainer.probe(x)[-1][1]
    predicted = a.argmax(axis=0) if len(a) > 1 else (a[0] > 0).astype(int)
    assert found["predicted", None].tolist() == predicted.tolist()
    confusion = found["confusion", None]
    assert confusion.shape == (2, data.n_classes, data.n_classes)
    for counts, labels in zip(
        confusion, (data.train_labels, data.test_labels), strict=True
    ):
        by_class = np.bincount(labels, minlength=data.n_classes)
        assert counts.sum(axis=1).tolist() == by_class.tolist()
    right = np.trace(confusion[1]) / confusion[1].sum()
    assert right == pytest.approx(trainer.test_accuracy)


def test_a_regression_has_no_answers(make_desk: Callable[..., Any]) -> None:
    layout = watched(make_desk(dataset="sine"), ["predicted", "confusion"])
    assert layout["sections"] == []


def test_other_samples_are_laid_out_anew(desk: Any, read_sections: Any) -> None:
    watched(desk, ["predicted"])
    events = desk.send("reset", experiment={"n_samples": 60})
    (layout,) = [event for event in events if event.type == "layout"]
    desk.now += 1
    found = read_sections(desk.frame(), json.loads(layout.text()))
    assert found["predicted", None].shape == (60,)


def test_surfaces_decode_to_the_network_s_output(desk: Any, read_sections: Any) -> None:
    layout = watched(
        desk, ["surface", "neuron_surface"], surface_resolution=9, neuron_resolution=6
    )
    desk.ask("advance", by="epoch", count=2)
    found = read_sections(desk.frame(), layout)
    assert found["surface", None].shape == (1, 9, 9)
    assert found["neuron_surface", None].shape == (6, 6, 6)
    trainer = desk.session.trainer
    (low, high), (bottom, top) = trainer.data.domain
    cell = (np.arange(9) + 0.5) / 9
    corner = [[low + cell[0] * (high - low)], [top - cell[0] * (top - bottom)]]
    a = trainer.probe(np.array(corner))[-1][1]
    low_a, high_a = found["surface_range", None][0]
    value = low_a + found["surface", None][0, 0, 0] / 255 * (high_a - low_a)
    assert abs(value - a[0, 0]) <= 0.51 * 2 / 255


def test_where_there_is_no_trace_diagnostics_are_no_numbers(
    desk: Any, read_sections: Any
) -> None:
    layout = watched(desk, ["gradient_rms"])
    key = ("gradient_rms", None)
    assert not read_sections(desk.frame(), layout)[key].any()
    trainer = desk.session.trainer
    trainer.step(3)
    snapshot = trainer.snapshot()
    trainer.step()
    trainer.restore(snapshot)
    desk.acknowledge(1)
    desk.now += 1
    assert np.isnan(read_sections(desk.frame(), layout)[key]).all()
