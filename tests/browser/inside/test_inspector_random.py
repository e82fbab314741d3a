"""Numbers of the inspector in random states, read from the page, are derived again.

Each number is derived from those that the page shows beside it, or by the formulas of
`tests.browser.inside.formulas`; the new weight is the engine's to the last bit.
"""

import math
import random
from typing import Any

import pytest
from playwright.sync_api import Page

from engine import Experiment, Trainer
from engine.functions.losses import LOSSES
from tests.browser.inside.formulas import ACTIVATIONS, KINKED, Pass, slope, trained
from tests.browser.inside.inspector_page import (
    checked,
    close,
    derived,
    follow,
    is_sum_or_product,
    prepare,
    read,
    results,
    train_to,
)
from tests.browser.inside.test_inside import opened

OPTIMIZERS = (
    *("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"),
    "gradient_descent",
)
Place = tuple[int, int, int | None]
"""Layer, unit and, of a weight, its input."""


def drawn(seed: int) -> tuple[dict[str, Any], int]:
    """Return the settings of a random experiment, and how many steps it is trained."""
    r = random.Random(seed)
    hidden = [r.randint(1, 4) for _ in range(r.randint(1, 8))]
    loss = r.choice(list(LOSSES))
    settings: dict[str, Any] = {
        "dataset": r.choice(["circle", "moons", "blobs", "iris"]),
        "hidden": hidden,
        "activation": [r.choice(list(ACTIVATIONS)) for _ in hidden],
        "loss": loss,
        "output": r.choice(LOSSES[loss].outputs),
        "optimizer": OPTIMIZERS[seed % len(OPTIMIZERS)],
        "batch_size": r.choice([1, 2, 7, 32, "full"]),
        "learning_rate": r.choice([0.003, 0.02, 0.1]),
        "seed": r.randint(0, 999),
    }
    options = {
        "l1": 0.003,
        "l2": 0.02,
        "clip_norm": 0.05,
        "max_norm": 0.8,
        "dropout": 0.3,
        "freeze_biases": True,
        "warmup_steps": 5,
        "schedule": r.choice(["step", "exponential", "cosine"]),
    }
    settings |= {name: value for name, value in options.items() if r.random() < 0.4}
    if "schedule" in settings:
        settings |= {"schedule_steps": 2, "schedule_factor": 0.7}
    if settings["dataset"] != "iris":
        settings["n_samples"] = 60
    return settings, r.randint(1, 4)


def check_parameter(page: Page, e: Experiment, n_steps: int, place: Place) -> None:
    trainer, out, mid, delta = trained(e, n_steps)
    trace, (layer, row, column) = trainer.trace(), place
    n_in = trace.layout.layers[layer].fan_in
    weight = n_in if column is None else column
    found = read(page, layer, row, weight, last=len(trace.layers) - 1)
    assert found["title"].startswith("Bias" if column is None else "Weight")
    assert [bar["sample"] for bar in found["bars"]] == list(trace.batch_indices)
    check_share(found)
    at = trace.layout.offsets[layer] + row * (n_in + trace.layout.extra) + weight
    w, b = trainer.parameters[layer]
    (new,) = checked([found["made"]])
    assert new == float(b[row, 0] if column is None else w[row, column])
    old, change, *bound = checked(found["summary"])
    assert old == trace.before[0, at]
    assert new == close((old + change) * math.prod(bound), old, change)
    assert change == close(delta[at])
    own = [each for each in out if column is None or not each[0].endswith("_b")]
    expected = [(name[0], float(vector[at])) for name, vector in own]
    names = [each["name"].replace("\\Delta", "D")[0] for each in found["changes"]]
    assert names == [name for name, _ in expected] + ["w"]
    *values, last = checked(found["changes"])
    assert values == [close(each, 1e-9) for _, each in expected]
    assert last == new
    middle = [float(vector[at]) for vector in mid]
    if e.max_norm is not None and column is not None:
        unit = slice(at - weight, at - weight + n_in)
        length = math.sqrt(math.fsum((trace.before[0] + delta)[unit] ** 2))
        middle.append(min(1.0, e.max_norm / length) if length else 1.0)
    assert checked(found["between"]) == [close(each, 1e-9) for each in middle]


def check_share(found: dict[str, Any], *, in_batch: bool = True) -> None:
    """Check a gradient, and what one sample adds to it or would have added."""
    parts, terms = results(found), [bar["term"] for bar in found["bars"]]
    assert parts["gradient"] == close(math.fsum(terms), *terms)
    opened_terms = [bar["term"] for bar in found["bars"] if bar["open"]]
    assert opened_terms == ([close(parts["share"])] if in_batch else [])
    factors = checked(found["parts"]["share"]["chips"]) or [parts["delta"]]
    assert parts["share"] == close(math.prod(factors))
    assert factors[0] == parts["delta"]
    if is_sum_or_product(found, "delta"):
        assert parts["delta"] == derived(found, "delta")
    if "again" in parts:
        assert parts["again"] == close(parts["delta"])


def check_unit(found: dict[str, Any], activation: str) -> None:
    """Check z, a, f' and delta of a unit."""
    parts = results(found)
    assert parts.keys() >= {"z", "a", "delta"}
    for name in ("z", "passed", "da"):
        if is_sum_or_product(found, name):
            assert parts[name] == derived(found, name)
    if activation not in ACTIVATIONS:
        return
    z = parts["z"]
    assert parts["a"] == close(ACTIVATIONS[activation](z), 1e-6)
    if "df" in parts:
        if activation not in KINKED or abs(z) > 0.004:
            assert parts["df"] == pytest.approx(
                slope(activation, z), rel=1e-9, abs=1e-9
            )
        assert parts["delta"] == close(parts["da"] * parts["df"])


def check_delta(found: dict[str, Any], own: Pass, place: Place, mean_over: int) -> None:
    """Check z and delta by a forward pass of the test's own."""
    (layer, row, _), parts = place, results(found)
    assert parts["z"] == close(float(own.run()[0][layer][row]), 1e-3)
    if own.is_smooth():
        expected = own.delta(layer, row) / mean_over
        assert parts["delta"] == pytest.approx(expected, rel=1e-5, abs=1e-7)


def check_neuron(page: Page, e: Experiment, n_steps: int, place: Place) -> None:
    trainer = Trainer(e)
    trainer.step(n_steps)
    trace, (layer, row, _) = trainer.trace(), place
    last = len(trace.layers) - 1
    found = read(page, layer, row, -1, last=last)
    numbers, parts = trace.layers[layer], results(found)
    check_unit(found, numbers.activation)
    (n,) = [k for k, bar in enumerate(found["bars"]) if bar["open"]]
    assert found["bars"][n]["term"] == parts["delta"]
    for quantity in ("z", "a", "delta"):
        assert parts[quantity] == getattr(numbers, quantity)[row, n]
    if layer < last:
        later = trace.layers[layer + 1]
        chips = checked(found["parts"]["da"]["chips"])
        expected = [*later.W_before[:, row], *later.delta[:, n]]
        assert set(chips) >= set(map(float, expected))
    if not e.dropout:
        own = Pass(trace, e.loss, trace.x[:, n], trace.y[:, n])
        check_delta(found, own, place, len(found["bars"]))


def check_outside(page: Page, e: Experiment, n_steps: int, place: Place) -> None:
    """Follow a sample that is not in the batch."""
    trainer = Trainer(e)
    trainer.step(n_steps)
    trace, (layer, row, column) = trainer.trace(), place
    x, y = trainer.data.train_x, trainer.data.train_y
    others = sorted(set(range(x.shape[1])) - set(map(int, trace.batch_indices)))
    if not others:
        return
    sample = random.Random(row).choice(others)
    follow(page, sample)
    last = len(trace.layers) - 1
    found = read(page, layer, row, -1, last=last)
    check_unit(found, trace.layers[layer].activation)
    check_delta(found, Pass(trace, e.loss, x[:, sample], y[:, sample]), place, 1)
    assert f"Sample {sample + 1}: chain rule" in found["text"]
    assert "Not in this batch" in found["text"]
    assert not any(bar["open"] for bar in found["bars"])
    found = read(page, layer, row, column or 0, last=last)
    check_share(found, in_batch=False)
    follow(page, None)


def check_within(page: Page, e: Experiment, n_steps: int, place: Place) -> None:
    """Check what is known within the next step, and that its end agrees with it."""
    trainer = Trainer(e)
    trainer.step(n_steps)
    ops, (layer, row, column) = trainer.ops, place
    trainer.step(1)
    batch = list(map(int, trainer.trace().batch_indices))
    r = random.Random(n_steps + 4 * row)
    done = r.randrange(1, len(ops))
    last = len(trainer.layers) - 1
    train_to(page, n_steps, done)
    follow(page, r.choice(batch))
    weights = (-1, column or 0)
    early = [read(page, layer, row, weight, last=last) for weight in weights]
    train_to(page, n_steps + 1)
    late = [read(page, layer, row, weight, last=last) for weight in weights]
    known = known_after(ops, done, layer)
    for before, after in zip(early, late, strict=True):
        assert f"step {n_steps + 1}, after {done} of {len(ops)} op" in before["step"]
        check_known(before, known)
        check_agree(before, after)
    for each in early[1]["changes"]:
        assert (each["value"] is not None) == (each["op"] < done), each
    old, change = checked(early[1]["summary"])[:2]
    assert (change, *checked([early[1]["made"]])) == (None, None)
    assert old == trainer.trace().layers[layer].W_before[row, column or 0]
    follow(page, None)


def known_after(ops: Any, done: int, layer: int) -> set[str]:
    """Return which numbers of a layer are known after so many operations."""
    at = {(op.phase, op.name, op.layer): i for i, op in enumerate(ops)}
    forward = [op.name for op in ops if (op.phase, op.layer) == ("forward", layer)]
    loss = next(i for i, op in enumerate(ops) if op.phase == "loss")
    found = {
        "z": at["forward", forward[0], layer],
        "a": at["forward", forward[1], layer],
        "delta": at.get(("backward", "delta", layer), loss),
        "gradient": at["backward", "gradient", layer],
    }
    return {name for name, index in found.items() if index < done}


def check_known(found: dict[str, Any], known: set[str]) -> None:
    parts = results(found)
    for name in {"z", "a", "delta", "gradient"} & parts.keys():
        assert (parts[name] is not None) == (name in known), (name, known)
    for each in found["parts"].values():
        checked(each["chips"])
    assert {bar["term"] is not None for bar in found["bars"]} == {"delta" in known}


def check_agree(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Check that what was known within a step is the same at its end, where all is."""
    late = results(after)
    assert None not in late.values()
    for name, value in results(before).items():
        assert value in (None, late[name]), name
    pairs = zip(before["bars"], after["bars"], strict=True)
    assert all(one["term"] in (None, other["term"]) for one, other in pairs)


def check(page: Page, seed: int) -> None:
    """Check a weight, a bias and a unit, and sometimes the other texts about them."""
    settings, n_steps = drawn(seed)
    e = Experiment(**settings)
    layers = Trainer(e).layers
    r = random.Random(-seed)
    prepare(page, settings)
    train_to(page, n_steps)
    layer = r.randrange(len(layers))
    row = r.randrange(layers[layer].fan_out)
    place = (layer, row, r.randrange(layers[layer].fan_in))
    check_parameter(page, e, n_steps, place)
    check_parameter(page, e, n_steps, (layer, row, None))
    check_neuron(page, e, n_steps, place)
    if seed // 8 % 4 == 1:
        check_within(page, e, n_steps, place)
    if seed // 8 % 4 == 3:
        check_outside(page, e, n_steps, place)


@pytest.mark.parametrize("seed", [14, 26])
def test_numbers_of_a_random_state_follow_from_each_other(
    page: Page, seed: int
) -> None:
    opened(page)
    check(page, seed)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 200, 8))
def test_numbers_of_200_random_states_follow_from_each_other(
    page: Page, first: int
) -> None:
    opened(page)
    for seed in range(first, first + 8):
        try:
            check(page, seed)
        except Exception as fault:
            fault.add_note(f"seed {seed}: {drawn(seed)}")
            raise
