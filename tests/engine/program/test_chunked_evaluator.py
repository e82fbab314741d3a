"""A pass in parts has the outputs of a pass over all inputs at once."""

import numpy as np
import pytest

from engine import Trainer
from engine.program import chunked_evaluator
from engine.program.batches import in_columns
from engine.program.chunked_evaluator import ChunkedEvaluator, part_size
from engine.program.evaluator import Evaluator
from tests.engine.networks_of import EXPERIMENTS, OTHERS


@pytest.mark.parametrize("most", [1, 6000, 10**9])
@pytest.mark.parametrize("kind", OTHERS)
def test_all_outputs_are_there_and_right(kind, most, monkeypatch):
    monkeypatch.setattr(chunked_evaluator, "MAX_NUMBERS", most)
    monkeypatch.setattr(chunked_evaluator, "FEWEST", 3)
    trainer = Trainer(EXPERIMENTS[kind])
    graph, x = trainer.graph, trainer.data.train_x
    x = in_columns(x, graph.n_positions)
    found = ChunkedEvaluator(graph, trainer.layout, x, dtype=np.float64)
    whole = Evaluator(graph, trainer.layout, x)
    for n in (1, 2):
        trainer.step()
        a = found.evaluate(trainer.vector)
        assert a is found.output
        np.testing.assert_allclose(a, whole.evaluate(trainer.vector), rtol=1e-12)
        np.testing.assert_allclose(found.output_z, whole.output_z, rtol=1e-9, atol=1e-9)
        assert found.n_passes == n
        found.evaluate(trainer.vector)  # the same vector again
        assert found.n_passes == n
    sizes = {part.stop - part.start for part in found._parts}
    assert sizes == {
        part_size(graph, x.shape[1] // graph.n_positions) * graph.n_positions
    }
