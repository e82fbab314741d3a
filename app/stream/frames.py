"""Frames: the numbers that a viewer watches, packed in a few calls.

A `Frame` is built once per layout, when a network or the watch changes. It owns one
buffer, with a NumPy view per section; the many sections of layers share one view. A
frame of two twins has the sections of both.
"""

import math
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Any

import numpy as np

from app.protocol.commands.commands import Watch
from app.protocol.commands.questions import ParameterPlace
from app.protocol.events import FrameLayout, Section
from app.protocol.frame_header import FRAME_HEADER, FRAME_KIND
from app.protocol.sections import DTYPES, SECTIONS, Dtype, SectionRow
from app.stream.section_readers import (
    ARRAYS,
    EVALUATED,
    FIGURES,
    LAYERED,
    LayerSection,
    dimensions_of,
    dimensions_of_block,
    has_each,
    numbers_at,
    size_of,
)
from app.stream.writers import WRITERS
from engine import Readout, Trainer
from engine.inspection.readout.positions import length, position, positions

__all__ = ["FLAG_MID_STEP", "FLAG_RUNNING", "Frame", "Stamp", "shapes"]

FLAG_RUNNING = 1
FLAG_MID_STEP = 2

Stamp = tuple[int, int, int, int, int, int, float, float]
"""flags, seq, step, epoch, command, loss_step, train_loss, test_loss."""


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
        self.number, self._nodes = number, watch.nodes
        self.shapes = shapes(trainers)
        maps_fps = watch.fps * len(trainers)  # together they cost no more than one
        self._parts: list[NetworkPart] = []
        end = FRAME_HEADER.size
        for run, trainer in enumerate(trainers):
            offset = _aligned(end, 8)
            part = NetworkPart(trainer, watch, run=run, offset=offset, fps=maps_fps)
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
            layout=self.number,
            bytes=self.n_bytes,
            nodes=self._nodes,
            sections=self.sections,
        )

    def pack(
        self, readouts: Iterable[Readout], stamp: Stamp, *, evaluates: bool = True
    ) -> bytes:
        """Return one frame with the numbers of a readout per network.

        Unless it ``evaluates``, what is computed over all samples stays as it was.
        """
        FRAME_HEADER.pack_into(
            self._buffer, 0, FRAME_KIND, stamp[0], self.number, *stamp[1:]
        )
        with np.errstate(all="ignore"):
            for part, readout in zip(self._parts, readouts, strict=True):
                part.write(readout, evaluates=evaluates)
        return bytes(self._buffer)


class NetworkPart:
    """The sections of one network in a frame, from ``offset`` to ``end``.

    The offset is a multiple of 8, because doubles come first.
    """

    def __init__(
        self, trainer: Trainer, watch: Watch, *, run: int, offset: int, fps: int
    ) -> None:
        created = {
            name: create(trainer, watch, fps=fps)
            for name, create in WRITERS.items()
            if name in watch.sections
        }
        self._writers = {name: writer for name, writer in created.items() if writer}
        rows = [row for row in SECTIONS if row.watch in watch.sections]
        self.sections = tuple(self._plan(rows, trainer, run, offset, watch.place))
        last = self.sections[-1] if self.sections else None
        self.end = offset if last is None else last.offset + n_bytes(last)

    def bind(self, buffer: bytearray, trainer: Trainer) -> None:
        """Write to this buffer from now on."""
        layered = [s for s in self.sections if s.name in LAYERED and s.at is None]
        self._gather = LayerGather(
            [LAYERED[name] for name in dict.fromkeys(s.name for s in layered)],
            trainer,
            out=_joined_view(buffer, layered, "f4"),
            singles=[
                (
                    LAYERED[s.name],
                    position(trainer, LAYERED[s.name].each, s.layer or 0, *s.at),
                    np.ndarray(1, DTYPES[s.dtype], buffer, s.offset),
                )
                for s in self.sections
                if s.at
            ],
        )
        figures = [s for s in self.sections if s.name in FIGURES]
        self._figures = [ARRAYS[s.name] for s in figures]
        self._figures_out = _joined_view(buffer, figures, "f8")
        views = {
            s.name: np.ndarray(s.shape, DTYPES[s.dtype], buffer, s.offset)
            for s in self.sections
            if s.name not in LAYERED and s.name not in FIGURES
        }
        arrays = [(name, views[name]) for name in views if name in ARRAYS]
        self._arrays = [(v, ARRAYS[n]) for n, v in arrays if n not in EVALUATED]
        self._evaluated = [(v, ARRAYS[n]) for n, v in arrays if n in EVALUATED]
        self._writes = [
            (writer, [views[row.name] for row in SECTIONS if row.watch == name])
            for name, writer in self._writers.items()
        ]

    def write(self, readout: Readout, *, evaluates: bool) -> None:
        """Write the numbers of a readout; see `Frame.pack`."""
        if self._figures:
            np.concatenate([s(readout) for s in self._figures], out=self._figures_out)
        for arrays in (self._arrays, self._evaluated)[: 1 + evaluates]:
            for view, source in arrays:
                array = source(readout)
                np.copyto(view, math.nan if array is None else array, "unsafe")
        self._gather.write(readout, evaluates=evaluates)
        for writer, views in self._writes:
            writer.write(readout, *views)

    def _plan(
        self,
        rows: list[SectionRow],
        trainer: Trainer,
        run: int,
        offset: int,
        place: ParameterPlace | None,
    ) -> Iterator[Section]:
        """Yield the doubles of a place, then the sections in the order of the table."""
        for name, at in numbers_at(place, trainer, rows):
            yield Section(
                name=name,
                run=run,
                layer=place.layer if place else 0,
                dtype="f8",
                shape=(1,),
                offset=offset,
                at=at,
            )
            offset += 8
        for row in rows:
            for layer, shape in self._arrays_of(row, trainer):
                section = Section(
                    name=row.name,
                    run=run,
                    layer=layer,
                    dtype=row.dtype,
                    shape=shape,
                    offset=offset,
                )
                offset = _aligned(offset + n_bytes(section))
                yield section

    def _arrays_of(
        self, row: SectionRow, trainer: Trainer
    ) -> Iterator[tuple[int | None, tuple[int, ...]]]:
        """Yield the layer and the shape of each array of a row."""
        if row.each:
            for i, block in enumerate(trainer.graph.parameters):
                if has_each(row.each, trainer, block):
                    yield i, size_of(row, dimensions_of_block(block))
            return
        writer = self._writers.get(row.watch)
        if row.reader is None and writer is None:
            return
        known = writer.dimensions if writer else dimensions_of(trainer)
        if known.keys() >= {n for n in row.shape if isinstance(n, str)}:
            yield writer.layer if writer else None, size_of(row, known)


class LayerGather:
    """Gathers the sections of layers from the vectors that hold them, in a few calls.

    Parameters
    ----------
    sections : iterable of LayerSection
    trainer : Trainer
        The network whose shapes the sections have.
    out : Array
        Receives the numbers, one section after the other.
    singles : list
        Single numbers: a section, the index in its source's vector, and a view of one
        double that receives the number.
    """

    def __init__(
        self,
        sections: Iterable[LayerSection],
        trainer: Trainer,
        *,
        out: Any,
        singles: list[tuple[LayerSection, int, Any]],
    ) -> None:
        sections = list(sections)
        unknown = {
            section.source: np.full(length(trainer, section.each), np.nan)
            for section in sections
        }
        evaluated = {s.source for s in sections if s.is_evaluated}
        self._all = [(k, *pair) for k, pair in enumerate(unknown.items())]
        self._changing = [each for each in self._all if each[1] not in evaluated]
        self._newest = list(unknown.values())
        lengths = list(map(len, self._newest))
        starts = dict(zip(unknown, accumulate(lengths, initial=0), strict=False))
        indices = [starts[s.source] + positions(trainer, s.each) for s in sections]
        self._indices = np.concatenate(indices) if indices else np.empty(0, np.intp)
        self._vector = np.empty(sum(lengths), out.dtype)
        self._out = out
        order = list(unknown)
        self._singles = [(order.index(s.source), at, view) for s, at, view in singles]

    def write(self, readout: Readout, *, evaluates: bool) -> None:
        """Fill ``out``; with NaN where there is no step to read.

        Unless it ``evaluates``, what is computed over all samples stays as it was.
        """
        vectors = self._newest
        for k, source, unknown in self._all if evaluates else self._changing:
            found = source(readout)
            vectors[k] = unknown if found is None else found
        if vectors:
            np.concatenate(vectors, out=self._vector, casting="same_kind")
            self._vector.take(self._indices, None, self._out, "clip")
        for number, index, view in self._singles:
            view[0] = vectors[number][index]


def shapes(trainers: tuple[Trainer, ...]) -> tuple[object, ...]:
    """Return what a layout depends on: equal shapes mean the same layout."""
    return tuple(map(_shape, trainers))


def _shape(trainer: Trainer) -> tuple[object, ...]:
    data, experiment = trainer.data, trainer.experiment
    samples = data.n_classes, len(data.train_labels), len(data.test_labels)
    network = trainer.layers if experiment.is_dense else trainer.graph
    return network, experiment.use_bias, bool(data.domain), samples


def _joined_view(buffer: bytearray, sections: list[Section], dtype: Dtype) -> Any:
    """Return one view of sections of a type, which follow one another."""
    if not sections:
        return np.empty(0, DTYPES[dtype])
    count = sum(math.prod(section.shape) for section in sections)
    return np.ndarray((count,), DTYPES[dtype], buffer, sections[0].offset)


def n_bytes(section: Section) -> int:
    """Return the length of a section."""
    return math.prod(section.shape) * np.dtype(DTYPES[section.dtype]).itemsize


def _aligned(offset: int, size: int = 4) -> int:
    return (offset + size - 1) // size * size
