"""The sections of distributions against those of the engine."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from app.protocol.sections import SECTIONS
from engine import distributions
from engine.inspection.readout.distributions import curves, range_of
from tests.app.stream.helpers import ALL, watched

SHAPES = {row.name: row.shape for row in SECTIONS if row.watch == "distributions"}


@pytest.mark.parametrize(("layer", "row"), [(0, None), (1, 1), (2, None), (2, 0)])
def test_a_layer_and_a_unit_are_sent_as_they_are_counted(
    layer: int, row: int | None, make_desk: Callable[..., Any], read_sections: Any
) -> None:
    desk = make_desk(hidden=[4, 2], activation="relu")
    layout = watched(desk, ALL, distribution_layer=layer, distribution_row=row)
    desk.ask("advance", by="step", count=7)
    found = read_sections(desk.frame(), layout)
    trainer = desk.session.trainer
    expected = distributions(trainer, layer, row)
    name = trainer.layers[layer].activation
    values = {
        "distribution_scope": (expected.n_samples, expected.n_read, *range_of(name)),
        "linear_histograms": expected.linear,
        "log_histograms": expected.logarithmic,
        "activation_curves": curves(name),
    }
    assert tuple(values) == tuple(SHAPES)
    for part, value in values.items():
        assert found[part, layer].shape == SHAPES[part]
        np.testing.assert_array_equal(found[part, layer], np.float32(value))


@pytest.mark.parametrize(("layer", "row"), [(3, None), (0, 4)])
def test_what_the_network_has_not_is_not_sent(
    layer: int, row: int | None, make_desk: Callable[..., Any]
) -> None:
    desk = make_desk(hidden=[4, 2])
    fields = {"distribution_layer": layer, "distribution_row": row}
    layout = watched(desk, ["distributions"], **fields)
    assert layout["sections"] == []


def test_a_layer_that_comes_later_is_sent_then(
    make_desk: Callable[..., Any],
) -> None:
    desk = make_desk(hidden=[4])
    assert watched(desk, ["distributions"], distribution_layer=2)["sections"] == []
    events = desk.send("change", hidden=[4, 3])
    (layout,) = [event for event in events if event.type == "layout"]
    assert [section.name for section in layout.sections] == list(SHAPES)
    assert {section.layer for section in layout.sections} == {2}


def test_before_the_first_step_there_is_no_histogram(
    desk: Any, read_sections: Any
) -> None:
    layout = watched(desk, ["distributions"])
    found = read_sections(desk.frame(), layout)
    assert np.isnan(found["linear_histograms", 0]).all()
    assert np.isfinite(found["activation_curves", 0]).all()


def test_without_the_section_nothing_is_counted(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched(desk, ["W"], distribution_layer=1)
    monkeypatch.setattr("app.stream.distributions.distributions", None)
    assert desk.frame()
