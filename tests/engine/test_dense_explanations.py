"""Every number of random dense steps, explained, beside the formulas of textbooks."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.functions.activations import ACTIVATIONS
from engine.functions.losses import LOSSES
from engine.functions.optimizers import OPTIMIZERS
from engine.functions.schedules import SCHEDULES
from engine.inspection.explanation.explanation import explained
from engine.inspection.inspector.inspector import inspected
from engine.inspection.inspector.update import update
from engine.program.one_sample import sample_of
from tests.engine.textbook_step import BY_A, DF, TextbookStep

pytestmark = pytest.mark.no_cover  # much arithmetic, and no line that others miss

PAIRS = [(name, output) for name in BY_A for output in LOSSES[name].outputs]
EXPERIMENTS = pytest.mark.parametrize(
    "numbers",
    [range(0, 300, 23), pytest.param(range(300), marks=pytest.mark.slow)],
    ids=["some", "all"],
)


def random_experiment(number: int) -> Experiment:
    """Return experiment ``number``: all functions of the textbook come round."""
    rng, names = np.random.default_rng(number), [f for f in ACTIVATIONS if f in DF]
    loss, output = PAIRS[number % len(PAIRS)]
    depth, n_features, n_outputs = number % 5, *rng.integers(1, 4, 2)
    batch = int(rng.choice([1, 2, 3, 5, 8]))
    n_samples = batch + int(rng.integers(2, 8))
    y = rng.normal(size=(n_samples, n_outputs)).tolist()
    if LOSSES[loss].classes_only:
        y = (np.arange(n_samples) % (n_outputs + 1)).tolist()

    def some(*values):
        return values[rng.integers(len(values))]

    return Experiment(
        dataset={"x": rng.normal(size=(n_samples, n_features)).tolist(), "y": y},
        train_share=1.0,
        hidden=tuple(int(n) for n in rng.integers(1, 5, depth)),
        activation=tuple(names[(number + k) % len(names)] for k in range(depth)),
        output=output,
        loss=loss,
        use_bias=some(True, True, False),
        freeze_biases=some(True, False, False),
        initializer="normal",
        initializer_scale=0.8,
        optimizer=list(OPTIMIZERS)[number % len(OPTIMIZERS)],
        schedule=some(*SCHEDULES),
        schedule_steps=3,
        warmup_steps=some(0, 2, 5),
        momentum=some(0.0, 0.5, 0.9),
        weight_decay=0.1,
        batch_size=some(batch, batch, "full"),
        dropout=some(0.0, 0.0, 0.3),
        l1=some(0.0, 0.01),
        l2=some(0.0, 0.1),
        clip_norm=some(None, 0.1, 10.0),
        max_norm=some(None, None, 0.7),
        learning_rate=0.01,
        seed=number,
    )


def random_step(number: int):
    """Return a trainer after some steps, and the trace of the last one."""
    trainer = Trainer(random_experiment(number))
    trainer.step(1 + number % 4)
    return trainer, trainer.trace()


class Comparison:
    """Compares numbers of a step with those of the textbook, and counts them."""

    def __init__(self, trace):
        self.trace, self.book, self.n = trace, TextbookStep(trace), Counter()
        self.explanation = explained(trace)
        self.largest = {key: abs(a).max() for key, a in self.book.numbers.items()}

    def close(self, found, expected, scale=1.0):
        """Check a number; ``scale`` is the size of those that it is of or among."""
        assert abs(found - expected) <= 1e-9 * abs(expected) + 1e-13 * max(scale, 1)

    def factor(self, factor):
        """Check a factor, and all that it follows from."""
        if factor.ref is not None:
            self.n[factor.ref.quantity] += 1
            key = self.book.key(factor.ref)
            self.close(factor.value, self.book.number(factor.ref), self.largest[key])
        if factor.factors:
            scale = max(abs(each.value) for each in factor.factors)
            self.close(factor.derived(), factor.value, scale)
        for each in factor.factors:
            self.factor(each)

    def samples(self, node, row, n, depth):
        """Check the numbers that a unit has of a sample."""
        explanation, placement = self.explanation, self.trace.placement
        self.factor(explanation.value(node, row, n, depth))
        if node in placement.contributions:
            self.factor(explanation.gradient(node, row, n, depth))
        if placement.computes("local", node):
            self.factor(explanation.local(node, row, n))


def places(trace):
    """Yield parameter, row, and column of each number; that of a bias is None."""
    for parameter in trace.placement.graph.parameters:
        columns = [*range(parameter.fan_in), *[None] * parameter.use_bias]
        for row in range(parameter.shape[0]):
            for column in columns:
                yield parameter, row, column


@EXPERIMENTS
def test_every_number_of_a_step_follows_from_others_as_in_a_textbook(numbers):
    n = Counter()
    for number in numbers:
        _, trace = random_step(number)
        comparison = Comparison(trace)
        for node in trace.placement.placed:
            for row in range(node.n_rows):
                for sample in range(trace.batch_size):
                    comparison.samples(node, row, sample, depth=1)
        for place in places(trace):
            comparison.factor(comparison.explanation.parameter(*place, depth=0))
        n += comparison.n
    assert set(n) == {"value", "grad", "local", "mask", "y", "W", "dW"}


@EXPERIMENTS
def test_a_number_of_one_sample_follows_through_all_layers(numbers):
    for number in numbers:
        rng, (_, trace) = np.random.default_rng(number), random_step(number)
        alone = sample_of(trace, int(rng.integers(trace.batch_size)))
        comparison = Comparison(alone)
        for node in rng.permutation(alone.placement.placed)[:3]:
            comparison.samples(node, int(rng.integers(node.n_rows)), 0, depth=5)
        place = [*places(alone)][int(rng.integers(alone.layout.n_parameters))]
        comparison.factor(comparison.explanation.parameter(*place, depth=5))


@EXPERIMENTS
def test_every_parameter_changes_as_in_a_textbook(numbers):
    for number in numbers:
        _, trace = random_step(number)
        comparison = Comparison(trace)
        book, vectors = comparison.book, comparison.book.updated()
        gradient = book.vector("dW", "db")
        for parameter, row, column in places(trace):
            layer = trace.layout.parameters.index(parameter)
            k, found = (
                trace.layout.index(layer, row, column),
                update(trace, layer, row, column),
            )
            comparison.close(found.gradient, gradient[k])
            comparison.close(found.rate, book.rate())
            last = {c.ref.quantity: c.after for op in found.ops for c in op.changes}
            last |= {"update": found.change, "W": found.new}
            for name, value in last.items():
                comparison.close(value, vectors[name][k])


@EXPERIMENTS
def test_a_unit_of_the_batch_has_the_means_of_its_samples(numbers):
    quantities = {
        "z": ("value", "z"),
        "a": ("value", "a"),
        "mask": ("mask", "dropout"),
        "passed": ("value", "dropout"),
        "da": ("grad", "a"),
        "df": ("local", "a"),
        "delta": ("grad", "z"),
        "target": ("y", "loss"),
    }
    for number in numbers:
        trainer, trace = random_step(number)
        comparison = Comparison(trace)
        for layer, spec in enumerate(trace.layout.layers):
            for row in range(spec.fan_out):
                parts = inspected(trainer, "neuron", layer, row).parts
                for name, part in parts.items():
                    array = comparison.book.numbers[*quantities[name], layer]
                    comparison.close(part.value, array[row].mean())
                    comparison.close(part.derived(), array[row].mean())
