"""Every section read for the trainer that it shows."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from app.protocol.sections import SECTIONS
from app.stream.section_readers import LAYERED, dimensions_of_block, size_of, source_of
from engine.inspection.readout.followed import followed
from engine.inspection.readout.positions import length, positions
from tests.app.stream.helpers import (
    EXPERIMENTS,
    FLOATS,
    expected_sections,
    watched,
)

PROBED = ["W_before", "a_prev", "z", "a", "df", "delta", "unit_delta_rms"]


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
            exact = np.float64 if key[1] is None else np.float32
            assert found[key].dtype == exact
            np.testing.assert_array_equal(found[key], value.astype(exact))
        desk.acknowledge(desk.session.subscription.seq)
        desk.now += 1


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
    a = trainer.forward(x)[-1][1]
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


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_the_indices_of_a_section_are_those_of_its_shapes(
    name: str, make_desk: Callable[..., Any]
) -> None:
    trainer = make_desk(**EXPERIMENTS[name]).session.trainer
    rows = {row.name: row for row in SECTIONS}
    for section_name, section in LAYERED.items():
        if section.each == "bias" and not trainer.experiment.use_bias:
            continue
        indices = positions(trainer, section.each)
        shapes = [
            size_of(rows[section_name], dimensions_of_block(block))
            for block in trainer.graph.parameters
        ]
        assert len(indices) == sum(int(np.prod(shape)) for shape in shapes)
        assert len(set(indices)) == len(indices)
        assert indices.max() < length(trainer, section.each)


@pytest.mark.parametrize("name", EXPERIMENTS)
@pytest.mark.parametrize("has_column", [True, False])
def test_the_numbers_of_a_place_are_sent_as_doubles_too(
    name: str, make_desk: Callable[..., Any], has_column: bool
) -> None:
    desk = make_desk(**EXPERIMENTS[name])
    trainer = desk.session.trainer
    layer = len(trainer.layers) - 1
    row = trainer.layers[layer].fan_out - 1
    column = trainer.layers[layer].fan_in - 1 if has_column else None
    place = {"layer": layer, "row": row, "column": column}
    layout = watched(desk, FLOATS, place=place)
    desk.ask("advance", by="step", count=3)
    frame = desk.frame()
    expected = expected_sections(trainer)
    singles = [section for section in layout["sections"] if section["at"]]
    each = {"unit", "bias", "weight"} if has_column else {"unit", "bias"}
    lacks = set() if trainer.experiment.use_bias else {"bias"}
    names = {row.name for row in SECTIONS if row.each in each - lacks}
    assert {section["name"] for section in singles} == names
    for section in singles:
        assert (section["dtype"], section["shape"]) == ("f8", [1])
        assert (section["layer"], section["at"][0]) == (layer, row)
        (found,) = np.frombuffer(frame, "<f8", 1, section["offset"])
        whole = expected[section["name"], layer]
        at = section["at"] if whole.ndim == 2 else row
        number = whole[tuple(at) if whole.ndim == 2 else at]
        np.testing.assert_allclose(found, number, rtol=1e-13)


def test_a_gradient_of_1e_300_is_sent_as_it_is(
    make_desk: Callable[..., Any],
) -> None:
    desk = make_desk(hidden=[1], activation="linear", batch_size="full")
    trainer = desk.session.trainer
    trainer.set_parameter(1, 0, 0, 1e-300)
    place = {"layer": 0, "row": 0, "column": 1}
    layout = watched(desk, ["dW", "delta"], place=place)
    desk.ask("advance", by="step")
    frame = desk.frame()
    sections = {
        (s["name"], s["dtype"]): s for s in layout["sections"] if not s["layer"]
    }
    (double,) = np.frombuffer(frame, "<f8", 1, sections["dW", "f8"]["offset"])
    singles = np.frombuffer(frame, "<f4", 2, sections["dW", "f4"]["offset"])
    assert double == trainer.trace().layers[0].dW[0, 1] != 0
    assert abs(double) < 1e-299
    assert singles.tolist() == [0, 0]


@pytest.mark.parametrize("place", [(3, 0, None), (1, 2, None), (1, 0, 4)])
def test_a_place_that_the_network_lacks_has_no_numbers(
    desk: Any, place: tuple[int, int, int | None]
) -> None:
    fields = dict(zip(("layer", "row", "column"), place, strict=True))
    layout = watched(desk, ["dW"], place=fields)
    assert [section["dtype"] for section in layout["sections"]] == ["f4"] * 3


def test_a_reader_that_nothing_has_is_refused() -> None:
    with pytest.raises(AttributeError, match="dellta"):
        source_of("dellta")


def test_before_the_first_step_there_are_weights_and_nothing_else(
    desk: Any, read_sections: Any
) -> None:
    layout = watched(desk, FLOATS)
    found = read_sections(desk.frame(), layout)
    W = desk.session.trainer.parameters[0][0]
    np.testing.assert_array_equal(found["W", 0], W.astype(np.float32))
    for name in ("a_prev", "z", "a", "delta", "dW", "update_W"):
        assert np.isnan(found[name, 0]).all()
    for name in ("gradient_rms", "delta_rms", "da_rms", "update_ratio", "mean_df"):
        assert np.isnan(found[name, None]).all()
    assert found["losses", None].tolist() == list(desk.session.trainer.losses)
    assert found["delta_theory", None][-1] == 1


def test_in_the_middle_of_a_step_the_rest_is_nan(desk: Any, read_sections: Any) -> None:
    layout = watched(desk, FLOATS)
    desk.ask("advance", by="layer")
    found = read_sections(desk.frame(), layout)
    assert np.isfinite(found["z", 0]).all()
    assert np.isfinite(found["a_prev", 0]).all()
    assert np.isnan(found["z", 1]).all()
    assert np.isnan(found["unit_delta_rms", 0]).all()
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
        own = followed(trainer, probe)
        assert own.in_batch == (probe == inside)
        for layer in own.trace.layers:
            W = layer.W_before.astype(np.float32)
            np.testing.assert_array_equal(found["W_before", layer.index], W)
            for name in ("z", "a", "delta"):
                want = getattr(layer, name)[:, own.column].astype(np.float32)
                np.testing.assert_array_equal(found[name, layer.index], want)
            size = np.abs(layer.delta[:, own.column]).astype(np.float32)
            np.testing.assert_array_equal(found["unit_delta_rms", layer.index], size)
        desk.now += 1


def test_a_probe_before_the_first_step_has_no_gradient(
    desk: Any, read_sections: Any
) -> None:
    layout = watched(desk, ["a", "delta", "unit_delta_rms"], probe=3)
    found = read_sections(desk.frame(), layout)
    assert found["a", 0].any()
    assert np.isnan(found["delta", 0]).all()
    assert np.isnan(found["unit_delta_rms", 0]).all()


def test_where_there_is_no_trace_diagnostics_are_no_numbers(
    desk: Any, read_sections: Any
) -> None:
    layout = watched(desk, ["gradient_rms"])
    key = ("gradient_rms", None)
    assert np.isnan(read_sections(desk.frame(), layout)[key]).all()
    trainer = desk.session.trainer
    trainer.step(3)
    snapshot = trainer.snapshot()
    trainer.step()
    trainer.restore(snapshot)
    desk.acknowledge(1)
    desk.now += 1
    assert np.isnan(read_sections(desk.frame(), layout)[key]).all()


def rms_in_decimal(values: Any) -> float:
    """Return a root mean square without underflow: a decimal has any exponent."""
    squares = [Decimal(value) ** 2 for value in values.ravel().tolist()]
    return float((sum(squares) / len(squares)).sqrt())


@pytest.mark.parametrize("exponent", [-50, -100, -149])
def test_gradients_down_to_1e_300_are_read_truly(
    make_desk: Any, read_sections: Any, exponent: int
) -> None:
    """The layers are linear; two of them have weights of this power of ten."""
    small = 10.0**exponent
    layers = [
        {"W": [[0.3, -0.2], [0.1, 0.4]], "b": [0.0, 0.1]},
        {"W": [[small, -2 * small], [3 * small, small]], "b": [0.0, 0.0]},
        {"W": [[small, 2 * small]], "b": [0.5]},
    ]
    desk = make_desk(hidden=[2, 2], activation="linear", initial_parameters=layers)
    layout = watched(desk, ["gradient_rms", "delta_rms"])
    desk.ask("advance", by="step")
    found = read_sections(desk.frame(), layout)
    trace = desk.session.trainer.trace()
    for name, quantity in (("gradient_rms", "dW"), ("delta_rms", "delta")):
        expected = [rms_in_decimal(getattr(layer, quantity)) for layer in trace.layers]
        assert 0 < expected[0] < 10.0 ** (2 * exponent + 2)
        np.testing.assert_allclose(found[name, None], expected, rtol=1e-12)


def test_an_exact_zero_is_zero_and_what_is_not_known_is_not(
    make_desk: Any, read_sections: Any
) -> None:
    desk = make_desk(hidden=[2, 2], initializer="zeros")
    layout = watched(desk, ["gradient_rms", "delta_rms"])

    def read() -> list[list[float]]:
        desk.now += 1
        found = read_sections(desk.frame(), layout)
        desk.acknowledge(desk.session.subscription.seq)
        return [found[name, None].tolist() for name in ("gradient_rms", "delta_rms")]

    assert np.isnan(read()).all()
    desk.ask("advance", by="step")
    dW, delta = read()
    assert dW == [0, 0, 0]
    assert delta[:2] == [0, 0]
    assert delta[2] > 0
    desk.ask("advance", by="phase", count=3)
    desk.ask("advance", by="op")
    dW, delta = read()
    assert np.isnan(dW[:2]).all()
    assert np.isnan(delta[0])
    assert delta[2] > 0
