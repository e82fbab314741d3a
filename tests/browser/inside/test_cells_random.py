"""Cells and weights of networks of all kinds in random states, read from the page.

The page is walked like a visitor does, from number to number.  At every stop what is
shown follows from the numbers beside it, and from `tests.engine.autodiff`, which shares
no line with the engine.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from engine import Experiment, ExperimentError, Trainer
from engine.functions.activations import ACTIVATIONS
from engine.functions.losses import LOSSES
from engine.graph import Node, Ref
from tests.browser.inside.cell_page import line_value, read_cell
from tests.browser.inside.inspector_page import close, follow, prepare, train_to
from tests.browser.inside.test_inside import opened
from tests.engine.autodiff import Oracle

STEPS = ("echo", "temporal_xor", "adding", "temporal_order", "sine_ahead")
TOKENS = ("sort", "reverse", "copy")
OPTIMIZERS = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw")
N_STOPS = 4
GATES = ("input gate", "forget gate", "output gate", "candidate")
PARTS = {
    ("lstm", "z"): GATES,
    ("lstm", "s"): GATES[:3],
    ("attention", "qkv"): ("query", "key", "value"),
}
"""The parts of a node, all of one size, by which its numbers are named."""
TAMPERED = 1.001
SMALL = 1e-3
"""A term that is smaller, as a share of the largest one, is not tampered with."""


# ---- random states -------------------------------------------------------------------


def drawn(kind: str, seed: int) -> tuple[Experiment, dict[str, Any], random.Random]:
    """Return a random experiment, its settings, and what draws all that follows."""
    r = random.Random(f"{kind} {seed}")
    while True:
        settings = {"network": kind, **OF_KIND[kind](r), **common(r)}
        try:
            return Experiment(**settings), settings, r
        except ExperimentError:
            continue  # not every loss and output fits every task


def common(r: random.Random) -> dict[str, Any]:
    found: dict[str, Any] = {
        "activation": r.choice(list(ACTIVATIONS)),
        "loss": r.choice(list(LOSSES)),
        "optimizer": r.choice(OPTIMIZERS),
        "learning_rate": r.choice([0.003, 0.02, 0.1]),
        "batch_size": r.randint(1, 4),
        "seed": r.randint(0, 999),
    }
    options = {"l2": 0.02, "clip_norm": 0.05, "max_norm": 0.8, "use_bias": False}
    return found | {name: each for name, each in options.items() if r.random() < 0.25}


def of_steps(r: random.Random) -> dict[str, Any]:
    found = {
        "dataset": r.choice(STEPS),
        "sequence_length": r.randint(4, 8),
        "hidden": [r.randint(1, 4)],
        "n_samples": 40,
    }
    return found | ({"truncation": r.randint(1, 8)} if r.random() < 0.3 else {})


def of_pictures(r: random.Random) -> dict[str, Any]:
    if r.random() < 0.3:
        return {"dataset": "shifted_digits", "hidden": [r.randint(1, 2) for _ in "12"]}
    return {"dataset": "digits", "hidden": [r.randint(1, 3)]}


def of_tokens(r: random.Random) -> dict[str, Any]:
    return {
        "dataset": r.choice(TOKENS),
        "sequence_length": r.randint(2, 4),
        "n_classes": r.randint(2, 4),
        "hidden": [2 * r.randint(1, 3)],
        "heads": r.randint(1, 2),
        "causal": r.random() < 0.4,
        "rms_norm": r.random() < 0.4,
        "n_samples": 40,
    }


OF_KIND: dict[str, Callable[[random.Random], dict[str, Any]]] = {
    "rnn": of_steps,
    "lstm": of_steps,
    "convolution": of_pictures,
    "attention": of_tokens,
}


# ---- the same numbers by other means -------------------------------------------------


class Reference:
    """All numbers of a step, of which some ops have run.

    Parameters
    ----------
    done : int or None
        How many ops of the step have run; None means all.
    """

    def __init__(self, e: Experiment, n_steps: int, done: int | None = None) -> None:
        self.trainer = Trainer(e)
        self.trainer.step(n_steps)
        self.trace, self.graph = self.trainer.trace(), self.trainer.graph
        ops = self.trainer.ops[:done]
        self._known = {ref for op in ops for ref in op.writes}
        self.is_complete = done is None
        layout, self.n_positions = self.trainer.layout, self.graph.n_positions
        blocks = layout.blocks(self.trace.before[0])
        self._blocks = dict(zip(self.graph.parameters, blocks, strict=True))
        self._of_batch = self._oracle(self.trace.x, self.trace.y)

    def _oracle(self, x: np.ndarray, y: np.ndarray) -> Oracle:
        return Oracle(self.graph, self._blocks, x, y, {})

    @property
    def batch(self) -> list[int]:
        """The samples of the batch."""
        return [int(k) for k in self.trace.batch_indices]

    def _columns(self, k: int) -> slice:
        return slice(k * self.n_positions, (k + 1) * self.n_positions)

    def _alone(self, sample: int) -> Oracle:
        """Return the oracle of a sample in a batch of its own."""
        x, y = self.trainer.data.train_x, self.trainer.data.train_y
        n = self.n_positions
        return self._oracle(*(a[:, sample].reshape(n, -1).T.copy() for a in (x, y)))

    def share(self, parameter: Any, place: tuple[int, int], sample: int) -> float:
        """Return what a sample adds to a gradient, or would have added alone."""
        found = self._alone(sample).gradients().parameters[parameter][place]
        return float(found) / (len(self.batch) if sample in self.batch else 1)

    def terms(
        self, parameter: Any, place: tuple[int, int], sample: int | None
    ) -> list[float]:
        """Return the numbers whose sum is a gradient, or the share of a sample."""
        is_in = sample is None or sample in self.batch
        oracle = self._of_batch if is_in else self._alone(sample)
        columns = slice(None)
        if sample is not None:
            columns = self._columns(self.batch.index(sample) if is_in else 0)
        values, gradients = oracle.values(), oracle.gradients().values
        found: list[np.ndarray] = []
        for node in self.graph.users[parameter]:
            x = np.vstack(
                [values[each.node][slice(*each.span)] for each in node.inputs]
            )
            x, delta = x[:, columns], np.asarray(gradients[node])[:, columns]
            if node.patches is not None:
                found += [*products_of_place(node, x, delta, place)]
                continue
            row, column = place
            with_ones = np.vstack([x, np.ones((1, x.shape[1]))])
            products = (delta[row] * with_ones[column]).reshape(-1, self.n_positions)
            found += [*products.T]
        return [float(each.sum()) for each in found]

    def gradient(self, parameter: Any, place: tuple[int, int]) -> float:
        return float(self._of_batch.gradients().parameters[parameter][place])

    def loss(self, sample: int | None) -> float:
        oracle = self._of_batch if sample is None else self._alone(sample)
        return float(np.real(oracle.loss()))

    def of_node(self, node: Node, quantity: str, sample: int) -> np.ndarray:
        """Return the value of a node or its gradient, (n_rows, n_positions)."""
        is_in = sample in self.batch
        oracle = self._of_batch if is_in else self._alone(sample)
        found = oracle.values() if quantity == "value" else oracle.gradients().values
        columns = self._columns(self.batch.index(sample) if is_in else 0)
        return np.asarray(found[node])[:, columns]

    def is_known(self, ref: Ref) -> bool:
        """Return whether the ops that have run, or the batch, tell a quantity."""
        is_given = isinstance(ref.of, Node) and not ref.of.inputs
        return self.is_complete or is_given or ref in self._known

    def node(self, target: dict[str, Any]) -> Node:
        """Return the node of a target of the page."""
        (node,) = (
            node
            for node in self.graph.named(target["node"])
            if node.site == target["site"] or len(self.graph.named(node.name)) == 1
        )
        return node


def products_of_place(
    node: Node, x: np.ndarray, delta: np.ndarray, place: tuple[int, int]
) -> np.ndarray:
    """Return (places, columns): delta of a filter times the pixel that it reads."""
    assert node.patches is not None
    patches, (row, column) = node.patches, place
    down, across = patches.grid
    of_filter = delta.reshape(-1, down, across, delta.shape[1])[row]
    channel, at = divmod(column, patches.size**2)
    if channel < patches.channels:
        i, j = divmod(at, patches.size)
        maps = x.reshape(patches.channels, patches.rows, patches.columns, -1)
        of_filter = of_filter * maps[channel, i : i + down, j : j + across]
    return of_filter.reshape(down * across, -1)


def is_near(found: float | None, expected: float, size: float, *, known: bool) -> None:
    """Check a number to 1e-9 of the largest one beside it; None is not known yet."""
    assert (found is not None) == known, (found, expected)
    if found is not None:
        assert found == close(expected, size)


# ---- checks of a stop ----------------------------------------------------------------


def sample_of(hint: str) -> int | None:
    """Return the sample that the heading of a section names; None is the batch."""
    found = re.search(r"of sample ([\d,]+)", hint)
    assert found or "of the whole batch" in hint, hint
    return int(found[1].replace(",", "")) - 1 if found else None


def number_name(ref: Reference, node: Node, row: int) -> str:
    """Return what the page calls a number of a node."""
    parts = PARTS.get((ref.trainer.experiment.network, node.name))
    if parts is None:
        return f"number {row + 1}"
    size = node.n_rows // len(parts)
    part = parts[row // size]
    return part if size == 1 else f"{part} {row % size + 1}"


def check_cell(ref: Reference, found: dict[str, Any], target: dict[str, Any]) -> None:
    """Check a number of a node, its gradient, and the cells that both lead to."""
    node, row = ref.node(target), target["row"]
    assert found["title"].endswith(f", {number_name(ref, node, row)}")
    for section, quantity in zip(found["sections"], ("value", "grad"), strict=False):
        (line,) = section["lines"]
        sample = sample_of(section["hint"])
        assert sample is not None
        numbers = ref.of_node(node, quantity, sample)
        known = ref.is_known(Ref(quantity, node))
        size = float(np.abs(numbers).max())
        expected = float(numbers[row, target["column"]])
        is_near(line_value(line), expected, size, known=known)
        for chip in line["chips"]:
            check_chip(ref, chip, sample)


def check_chip(ref: Reference, chip: dict[str, Any], sample: int) -> None:
    """Check a number that a derivation takes from elsewhere."""
    target, value = chip["target"], chip["value"]
    if value is None or target is None:
        return
    if target["kind"] == "edge" and chip["tone"] == "weight":
        parameter, place = parameter_of(ref, target)
        assert value == ref._blocks[parameter][place]
    quantity = {"forward": "value", "backward": "grad"}.get(chip["tone"])
    if target["kind"] == "cell" and quantity:
        numbers = ref.of_node(ref.node(target), quantity, sample)
        expected = float(numbers[target["row"], target["column"]])
        assert value == close(expected, float(np.abs(numbers).max()))


def parameter_of(ref: Reference, target: dict[str, Any]) -> tuple[Any, tuple[int, int]]:
    parameter = ref.graph.parameters[target["layer"]]
    return parameter, parameter.place(target["row"], target["column"])


def check_weight(ref: Reference, found: dict[str, Any], target: dict[str, Any]) -> None:
    """Check a gradient, its terms, what each sample adds, and the new weight."""
    parameter, place = parameter_of(ref, target)
    is_known, exact = (
        ref.is_known(Ref("dW", parameter)),
        ref.gradient(parameter, place),
    )
    shares = [ref.share(parameter, place, sample) for sample in ref.batch]
    size = max(map(abs, shares))
    (of_batch,) = (each for each in found["sections"] if each["samples"])
    assert [each["sample"] for each in of_batch["samples"]] == ref.batch
    (gradient,) = map(line_value, of_batch["lines"])
    is_near(gradient, exact, size, known=is_known)
    for bar, share in zip(of_batch["samples"], shares, strict=True):
        is_near(bar["value"], share, size, known=is_known or bar["value"] is not None)
    for section in found["sections"]:
        if section["terms"]:
            terms = ref.terms(parameter, place, sample_of(section["hint"]))
            check_terms(section, terms, known=is_known)
    check_update(ref, found, target)


def check_terms(section: dict[str, Any], terms: list[float], *, known: bool) -> None:
    """Check the terms of a gradient, and the share that those of a sample add up to."""
    size = max(map(abs, terms))
    shown = [each["value"] for each in section["terms"]]
    for value, term in zip(shown, terms, strict=True):
        is_near(value, term, size, known=known or value is not None)
    for share in map(line_value, section["lines"]):
        is_near(share, math.fsum(terms), size, known=None not in shown)
        if share is not None:
            assert share == close(math.fsum(shown), size)


def check_update(ref: Reference, found: dict[str, Any], target: dict[str, Any]) -> None:
    (line,) = found["update"]
    k = ref.trainer.layout.index(target["layer"], target["row"], target["column"])
    assert line["chips"][0]["value"] == ref.trace.before[0, k]
    if ref.is_complete:
        assert line_value(line) == ref.trainer.vector[k]
    else:
        assert line["result"]["value"] is None


def check_loss(ref: Reference, found: dict[str, Any], _: dict[str, Any]) -> None:
    (section,) = found["sections"]
    value = line_value(section["lines"][0])
    if value is None:
        assert not ref.is_complete
    else:
        assert value == close(ref.loss(sample_of(section["hint"])), 1e-6)


CHECKS = {"cell": check_cell, "edge": check_weight, "loss": check_loss}


def numbers_of(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the numbers of a stop that a check has to see: results and terms."""
    for section in found["sections"]:
        for line in section["lines"]:
            yield line["result"]
            if not line["isFunction"] and "*" not in line["signs"]:
                yield from _large(line["chips"])
        yield from _large(section["terms"])
        yield from _large(section["samples"])


def _large(numbers: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    largest = max((abs(each["value"] or 0) for each in numbers), default=0)
    for each in numbers:
        if each["value"] and abs(each["value"]) > SMALL * largest:
            yield each


def check_tampered(
    ref: Reference, found: dict[str, Any], target: dict[str, Any], r: random.Random
) -> bool:
    """Check that a number that is 1.001 times as large is noticed."""
    false = deepcopy(found)
    numbers = [each for each in numbers_of(false) if each["value"]]
    if not numbers:
        return False
    number = r.choice(numbers)
    number["value"] *= TAMPERED
    if "text" in number:
        number["text"] = repr(number["value"])
    with pytest.raises(AssertionError):
        CHECKS[target["kind"]](ref, false, target)
    return True


# ---- the walk ------------------------------------------------------------------------


def begin(page: Page, r: random.Random) -> dict[str, Any]:
    """Select the first weight, or the loss."""
    page.keyboard.press("Escape")
    name, target = r.choice(
        [
            ("A weight", {"kind": "edge", "layer": 0, "row": 0, "column": 0}),
            ("The loss", {"kind": "loss"}),
        ]
    )
    page.locator("#inspector-body .begin").get_by_role("button", name=name).click()
    return target


def go_on(
    page: Page, ref: Reference, target: dict[str, Any], r: random.Random
) -> dict[str, Any] | None:
    """Go to a number that is shown, as by a click; return its target, if any."""
    terms = page.locator("#inspector-body [data-term]").count()
    chips = page.locator("#inspector-body button[data-target]")
    n_chips = chips.count()
    if terms and (not n_chips or r.random() < 0.7):
        k = r.randrange(terms)
        page.locator(f"#inspector-body [data-term='{k}']").dispatch_event("click")
        return of_term(ref, target, k, terms)
    if not n_chips:
        return None
    chip = chips.nth(r.randrange(n_chips))
    found: dict[str, Any] = chip.evaluate("(chip) => JSON.parse(chip.dataset.target)")
    chip.dispatch_event("click")
    return found


def of_term(
    ref: Reference, target: dict[str, Any], k: int, n_terms: int
) -> dict[str, Any]:
    """Return the target of a term of a gradient."""
    users = ref.graph.users[ref.graph.parameters[target["layer"]]]
    row, column, node = target["row"], 0, users[0]
    if len(users) > 1:
        node = users[k]
    elif node.patches is not None:
        row = row * n_terms + k
    else:
        column = k
    return {
        "kind": "cell", "node": node.name, "site": node.site, "row": row,
        "column": column,
    }  # fmt: skip


def state(page: Page, e: Experiment, r: random.Random) -> Reference:
    """Bring the page to a random state of a run, also within a step."""
    n_steps = r.randint(1, 3)
    done = None
    if r.random() < 0.25:
        done = r.randrange(1, len(Trainer(e).ops))
    train_to(page, n_steps - (done is not None), done or 0)
    ref = Reference(e, n_steps, done)
    others = sorted(set(range(e.n_train)) - set(ref.batch))
    choices = [None, *ref.batch, *others[:1]]
    follow(page, r.choice(choices))
    return ref


def walk(page: Page, kind: str, seed: int) -> int:
    """Walk from number to number of a random state; return how many were tampered."""
    e, settings, r = drawn(kind, seed)
    prepare(page, settings)
    ref, n_tampered = state(page, e, r), 0
    target = begin(page, r)
    for stop in range(N_STOPS):
        if stop:
            target = go_on(page, ref, target, r) or begin(page, r)
        found = read_cell(page)
        CHECKS[target["kind"]](ref, found, target)
        n_tampered += check_tampered(ref, found, target, r)
    return n_tampered


def walk_all(page: Page, kind: str, seeds: range) -> None:
    opened(page)
    n_tampered = 0
    for seed in seeds:
        try:
            n_tampered += walk(page, kind, seed)
        except BaseException as fault:
            fault.add_note(f"{kind}, seed {seed}: {drawn(kind, seed)[1]}")
            raise
    assert n_tampered >= len(seeds)


@pytest.mark.parametrize("kind", OF_KIND)
def test_numbers_of_a_random_state_follow_from_each_other(
    page: Page, kind: str
) -> None:
    walk_all(page, kind, range(1))


@pytest.mark.parametrize("first", range(0, 100, 10))
@pytest.mark.parametrize("kind", OF_KIND)
def test_numbers_of_100_random_states_follow_from_each_other(
    page: Page, kind: str, first: int
) -> None:
    walk_all(page, kind, range(first, first + 10))
