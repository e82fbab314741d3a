"""Writers: each writes exactly the sections that the table gives it."""

import numpy as np
import pytest

from app.protocol.commands.commands import Watch
from app.protocol.sections import DTYPES, SECTIONS, WATCHED
from app.stream.section_readers import size_of
from app.stream.writers import WRITERS
from engine import Experiment, Readout, Trainer
from tests.engine.networks_of import EXPERIMENTS


def test_every_section_has_either_a_reader_or_a_writer() -> None:
    written = {row.watch for row in SECTIONS if row.reader is None}
    assert written == WRITERS.keys() <= {*WATCHED}
    assert all(row.watch not in written for row in SECTIONS if row.reader)


@pytest.mark.parametrize("name", WRITERS)
def test_a_writer_fills_its_sections(name: str) -> None:
    is_of_nodes = name.startswith("node_")
    trainer = Trainer(EXPERIMENTS["rnn"] if is_of_nodes else Experiment(hidden=(3, 2)))
    trainer.step(2)
    watch = Watch(
        type="watch", id=1, sections=(name,), surface_resolution=7, nodes=("z", "h")
    )
    writer = WRITERS[name](trainer, watch, fps=30)
    assert writer is not None
    rows = [row for row in SECTIONS if row.watch == name]
    views = [
        np.full(size_of(row, writer.dimensions), 9, DTYPES[row.dtype]) for row in rows
    ]
    writer.write(Readout(trainer), *views)
    assert all(len(np.unique(view)) > 1 for view in views)
