"""LayoutCache: one object for all steps of a trainer with one batch size."""

import gc
from types import SimpleNamespace
from weakref import ref

from engine import Experiment, Trainer
from engine.inspection.figures.layout_cache import LayoutCache


class Memory:
    """An object that is told from others by its identity."""

    def __init__(self, step):
        self.batch_size = step.batch_size


def test_steps_of_one_trainer_share_one_object():
    cache = LayoutCache(Memory)
    trainer = Trainer(Experiment(batch_size=32))
    trainer.step()
    first = cache.of(trainer.last_step())
    trainer.step()
    assert cache.of(trainer.last_step()) is first


def test_another_batch_size_or_trainer_has_another_object():
    cache = LayoutCache(Memory)
    trainer, other = (
        Trainer(Experiment(batch_size=32)),
        Trainer(Experiment(batch_size=32)),
    )
    trainer.step()
    other.step()
    whole = cache.of(trainer.last_step())
    trainer.step(7)  # the eighth batch of an epoch has 26 samples
    rest = cache.of(trainer.last_step())
    assert (whole.batch_size, rest.batch_size) == (32, 26)
    assert cache.of(other.last_step()) is not whole


def test_it_is_freed_with_the_layout():
    cache = LayoutCache(Memory)
    step = SimpleNamespace(layout=Memory(SimpleNamespace(batch_size=1)), batch_size=1)
    made = ref(cache.of(step))
    gc.collect()
    assert made() is not None
    del step
    gc.collect()
    assert made() is None
