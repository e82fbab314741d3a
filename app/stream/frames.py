"""Frames: the numbers that a viewer watches, packed in a few calls.

A `Frame` is built once per layout, when a network or the watch changes. It owns one
buffer, with a NumPy view per section; the many sections of layers share one view. A
frame of two twins has the sections of both.
"""

import math
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Any, Literal

import numpy as np

from app.protocol.commands import FRAME_HEADER, FRAME_KIND, Watch
from app.protocol.events import FrameLayout, Section
from app.stream.distributions import SHAPES, distributions_of
from app.stream.heatmaps import SurfaceMaps, affordable
from app.stream.readout import Readout
from app.stream.sections import (
    PER_LAYER,
    PER_NETWORK,
    PREDICTIONS,
    LayerSection,
)
from engine import Trainer

__all__ = ["FLAG_MID_STEP", "FLAG_RUNNING", "Frame", "Stamp", "shapes"]

FLAG_RUNNING = 1
FLAG_MID_STEP = 2

Stamp = tuple[int, int, int, int, int, int, float, float]
"""flags, seq, step, epoch, command, 0, train_loss, test_loss."""


class Frame:
    """The buffer and the layout for one network, or for two twins, and one watch.

    Parameters
    ----------
    trainers : tuple of Trainer
        The networks whose shapes the layout has; run 1 follows run 0.
    watch : Watch
    number : int
        The layout's number.
    """

    def __init__(
        self, trainers: tuple[Trainer, ...], watch: Watch, *, number: int
    ) -> None:
        self.number = number
        self.shapes = shapes(trainers)
        maps_fps = watch.fps * len(trainers)  # together they cost no more than one
        self._parts: list[NetworkPart] = []
        end = FRAME_HEADER.size
        for run, trainer in enumerate(trainers):
            maps = _maps(trainer, watch, fps=maps_fps)
            offset = _aligned(end, 8)
            part = NetworkPart(trainer, watch, maps, run=run, offset=offset)
            self._parts.append(part)
            end = part.end
        self.sections = tuple(s for part in self._parts for s in part.sections)
        self.n_bytes = _aligned(end)
        self._buffer = bytearray(self.n_bytes)
        for part, trainer in zip(self._parts, trainers, strict=True):
            part.bind(self._buffer, trainer)

    @property
    def layout(self) -> FrameLayout:
        """The event that tells how to read these frames."""
        return FrameLayout(
            layout=self.number, bytes=self.n_bytes, sections=self.sections
        )

    def pack(self, readouts: Iterable[Readout], stamp: Stamp) -> bytes:
        """Return one frame with the numbers of a readout per network."""
        FRAME_HEADER.pack_into(
            self._buffer, 0, FRAME_KIND, stamp[0], self.number, *stamp[1:]
        )
        with np.errstate(all="ignore"):
            for part, readout in zip(self._parts, readouts, strict=True):
                part.write(readout)
        return bytes(self._buffer)


class NetworkPart:
    """The sections of one network in a frame, from ``offset`` to ``end``.

    The offset is a multiple of 8, because doubles come first.
    """

    def __init__(
        self,
        trainer: Trainer,
        watch: Watch,
        maps: list[tuple[str, SurfaceMaps]],
        *,
        run: int,
        offset: int,
    ) -> None:
        self._layered = {
            name: section
            for name, section in PER_LAYER.items()
            if name in watch.sections
            and (section.part != "b" or trainer.experiment.use_bias)
        }
        self._figures = {
            name: section
            for name, section in PER_NETWORK.items()
            if name in watch.sections
        }
        self._predictions = {
            name: section
            for name, section in PREDICTIONS.items()
            if name in watch.sections and trainer.data.n_classes
        }
        self._distributions = distributions_of(trainer, watch)
        self._maps = maps
        self.sections = tuple(self._plan(trainer, run, offset))
        last = self.sections[-1] if self.sections else None
        self.end = offset if last is None else last.offset + n_bytes(last)

    def bind(self, buffer: bytearray, trainer: Trainer) -> None:
        """Write to this buffer from now on."""
        self._buffer = buffer
        self._views = self._all_views()
        self._gather = LayerGather(
            self._layered.values(), trainer, out=self._layered_view()
        )

    def write(self, readout: Readout) -> None:
        """Write the numbers of a readout."""
        views = iter(self._views)
        for figure in self._figures.values():
            np.copyto(next(views), figure.source(readout))
        self._gather.write(readout)
        if self._distributions is not None:
            self._distributions.write(readout.trainer, views)
        for prediction in self._predictions.values():
            prediction.write(readout.trainer, next(views))
        for _, maps in self._maps:
            maps.write(readout.trainer, out=next(views), span=next(views))

    def _plan(self, trainer: Trainer, run: int, offset: int) -> Iterator[Section]:
        """Yield sections in the order in which `write` fills them."""
        for name, layer, dtype, shape in self._shapes(trainer):
            section = Section(
                name=name, run=run, layer=layer, dtype=dtype, shape=shape, offset=offset
            )
            offset = _aligned(offset + n_bytes(section))
            yield section

    def _shapes(
        self, trainer: Trainer
    ) -> Iterator[tuple[Any, int | None, Literal["f4", "f8", "u1"], tuple[int, ...]]]:
        for name, figure in self._figures.items():
            yield name, None, "f8", (figure.length(trainer),)
        for name, section in self._layered.items():
            for layer in trainer.layers:
                yield name, layer.index, "f4", section.shape(layer)
        if self._distributions is not None:
            for part, shape in SHAPES.items():
                yield part, self._distributions.layer, "f4", shape
        for name, prediction in self._predictions.items():
            yield name, None, prediction.dtype, prediction.shape(trainer)
        for kind, maps in self._maps:
            side = maps.resolution
            yield kind, None, "u1", (maps.n_maps, side, side)
            yield RANGES[kind], None, "f4", (maps.n_maps, 2)

    def _all_views(self) -> list[Any]:
        """Return the views to write to, but for the sections of layers."""
        return [
            self._view(section, section.shape)
            for section in self.sections
            if section.name not in self._layered
        ]

    def _layered_view(self) -> Any:
        """Return one view of the sections of layers, which follow one another."""
        layered = [s for s in self.sections if s.name in self._layered]
        count = sum(map(n_bytes, layered)) // 4
        return self._view(layered[0], (count,)) if layered else np.empty(0, "<f4")

    def _view(self, section: Section, shape: tuple[int, ...]) -> Any:
        count = math.prod(shape)
        dtype = DTYPES[section.dtype]
        flat = np.frombuffer(self._buffer, dtype, count, section.offset)
        return flat.reshape(shape)


class LayerGather:
    """Gathers the sections of layers from the vectors that hold them, in a few calls.

    Parameters
    ----------
    sections : iterable of LayerSection
    trainer : Trainer
        The network whose shapes the sections have.
    out : Array
        Receives the numbers, one section after the other.
    """

    def __init__(
        self, sections: Iterable[LayerSection], trainer: Trainer, *, out: Any
    ) -> None:
        sections = list(sections)
        self._unknown = {
            section.source: np.full(section.length(trainer), np.nan)
            for section in sections
        }
        lengths = [len(unknown) for unknown in self._unknown.values()]
        starts = dict(zip(self._unknown, accumulate(lengths, initial=0), strict=False))
        indices = [starts[s.source] + s.indices(trainer) for s in sections]
        self._indices = np.concatenate(indices) if indices else np.empty(0, np.intp)
        self._vector = np.empty(sum(lengths), out.dtype)
        self._out = out

    def write(self, readout: Readout) -> None:
        """Fill ``out``; with NaN where there is no step to read."""
        vectors = []
        for source, unknown in self._unknown.items():
            vector = source(readout)
            vectors.append(unknown if vector is None else vector)
        if vectors:
            np.concatenate(vectors, out=self._vector, casting="same_kind")
            self._vector.take(self._indices, None, self._out, "clip")


DTYPES: dict[str, np.dtype[Any]] = {
    "f8": np.dtype("<f8"),
    "f4": np.dtype("<f4"),
    "u1": np.dtype("u1"),
}
RANGES = {"surface": "surface_range", "neuron_surface": "neuron_range"}


def shapes(trainers: tuple[Trainer, ...]) -> tuple[object, ...]:
    """Return what a layout depends on: equal shapes mean the same layout."""
    return tuple(map(_shape, trainers))


def _shape(trainer: Trainer) -> tuple[object, ...]:
    data = trainer.data
    samples = data.n_classes, len(data.train_labels), len(data.test_labels)
    return trainer.layers, trainer.experiment.use_bias, bool(data.domain), samples


def _maps(trainer: Trainer, watch: Watch, *, fps: int) -> list[tuple[str, SurfaceMaps]]:
    """Return the heatmaps that are watched; none if the data have no plane."""
    maps: list[tuple[str, SurfaceMaps]] = []
    if not trainer.data.domain:
        return maps
    if "surface" in watch.sections:
        side = affordable(watch.surface_resolution, trainer, fps)
        maps.append(("surface", SurfaceMaps(trainer, side, neurons=False)))
    if "neuron_surface" in watch.sections and len(trainer.layers) > 1:
        side = affordable(watch.neuron_resolution, trainer, fps)
        maps.append(("neuron_surface", SurfaceMaps(trainer, side, neurons=True)))
    return maps


def n_bytes(section: Section) -> int:
    """Return the length of a section."""
    return math.prod(section.shape) * DTYPES[section.dtype].itemsize


def _aligned(offset: int, size: int = 4) -> int:
    return (offset + size - 1) // size * size
