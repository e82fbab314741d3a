"""Frames against the trainer that they show, section by section, float32-exact."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from app.protocol.commands.commands import Watch
from app.protocol.sections import SECTIONS
from app.stream.frames import Frame
from engine import Experiment, Readout, Trainer
from tests.app.stream.helpers import (
    ALL,
    EXPERIMENTS,
    watched,
)


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


def test_the_sections_of_a_twin_follow_and_their_doubles_are_aligned() -> None:
    watch = Watch(type="watch", id=1, sections=("delta_rms", "W", "predicted"))
    trainers = tuple(
        Trainer(Experiment(n_samples=n, hidden=hidden))
        for n, hidden in ((51, (4, 2)), (53, (3,)))
    )
    alone = [Frame((trainer,), watch, number=1) for trainer in trainers]
    both = Frame(trainers, watch, number=1)
    n_first = len(alone[0].sections)
    assert both.sections[:n_first] == alone[0].sections
    for section in both.sections:
        assert section.run == (section not in alone[0].sections)
        assert section.offset % {"f8": 8, "f4": 4, "u1": 1}[section.dtype] == 0
    readouts = [Readout(trainer) for trainer in trainers]
    stamp = (0, 1, 0, 0, 0, 0, 0.0, 0.0)
    packed = both.pack(readouts, stamp)
    assert len(packed) == both.n_bytes
    for frame, readout, at in zip(alone, readouts, (0, n_first), strict=True):
        ours, theirs = both.sections[at], frame.sections[0]
        n_bytes = frame.n_bytes - theirs.offset
        expected = frame.pack([readout], stamp)[theirs.offset :]
        assert packed[ours.offset :][:n_bytes] == expected


def test_what_is_computed_over_all_samples_stays_until_it_is_evaluated() -> None:
    names = [row.name for row in SECTIONS if row.is_evaluated]
    assert {"losses", "predicted", "unit_dead"} <= set(names)
    watch = Watch(type="watch", id=1, sections=(*names, "W", "gradient_rms"))
    trainer = Trainer(Experiment(activation="relu", learning_rate=0.5))
    frame = Frame((trainer,), watch, number=1)
    stamp = (0, 1, 0, 0, 0, 0, 0.0, 0.0)

    def found(*, evaluates: bool) -> dict[str, bytes]:
        trainer.step(20)
        packed = frame.pack([Readout(trainer)], stamp, evaluates=evaluates)
        ends = [*(s.offset for s in frame.sections[1:]), len(packed)]
        spans = zip(frame.sections, ends, strict=True)
        return {f"{s.name}.{s.layer}": packed[s.offset : end] for s, end in spans}

    first = found(evaluates=True)
    kept = found(evaluates=False)
    renewed = found(evaluates=True)
    of_samples = {key for key in first if key.split(".")[0] in names}
    assert {key for key in first if kept[key] != first[key]} == set(first) - of_samples
    assert {"losses.None", "unit_saturated.0"} <= {
        key for key in of_samples if renewed[key] != kept[key]
    }
    again = frame.pack([Readout(trainer)], stamp)
    fresh = Frame((trainer,), watch, number=1).pack([Readout(trainer)], stamp)
    assert again == fresh


def test_only_what_is_watched_is_laid_out_and_computed(
    make_desk: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_desk()
    layout = watched(desk, ["W"])
    assert {section["name"] for section in layout["sections"]} == {"W"}
    trainer = desk.session.trainer
    trainer.step(3)
    monkeypatch.setattr(trainer, "trace", None)
    monkeypatch.setattr("engine.inspection.readout.readout.diagnostics", None)
    monkeypatch.setattr("engine.inspection.readout.readout.ALONE", None)
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
        "loss_step": 25,
        "train_loss": trainer.train_loss,
        "test_loss": trainer.test_loss,
    }
    desk.send("play")
    desk.acknowledge(1)
    desk.now += 1
    assert read_header(desk.frame())["flags"] == 3


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
    a = trainer.forward(np.array(corner))[-1][1]
    low_a, high_a = found["surface_range", None][0]
    value = low_a + found["surface", None][0, 0, 0] / 255 * (high_a - low_a)
    assert abs(value - a[0, 0]) <= 0.51 * 2 / 255
