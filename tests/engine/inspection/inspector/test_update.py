"""Update: every number between a gradient and the new value, by other means."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine import Experiment, Trainer
from engine.functions.optimizers import OPTIMIZERS
from engine.inspection.inspector.update import update

EXTRAS = {
    "plain": {},
    "penalties": {"l1": 0.003, "l2": 0.02},
    "clip": {"clip_norm": 0.01},
    "loose clip": {"clip_norm": 100.0, "l2": 0.01},
    "schedule": {"schedule": "cosine", "schedule_steps": 9, "warmup_steps": 3},
    "exponential": {"schedule": "exponential", "schedule_steps": 5},
    "frozen biases": {"freeze_biases": True, "l2": 0.01},
    "max-norm": {"max_norm": 0.3, "learning_rate": 0.5},
    "all": {
        "l1": 0.003, "l2": 0.02, "clip_norm": 0.05, "freeze_biases": True,
        "max_norm": 0.3, "schedule": "step", "schedule_steps": 2, "warmup_steps": 4,
    },
}  # fmt: skip


def traced(n_steps=4, **settings):
    trainer = Trainer(Experiment(**{"hidden": (3, 2), "batch_size": 4, **settings}))
    trainer.step(n_steps)
    return trainer.trace()


def places(trace):
    for layer in trace.layers:
        fan_out, fan_in = layer.W_before.shape
        yield layer.index, fan_out - 1, fan_in - 1
        yield layer.index, 0, None


def at(trace, vector, place):
    layer, row, column = place
    W, b = trace.layout.pairs(vector)[layer]
    return float(b[row, 0] if column is None else W[row, column])


def gradient_of(trace):
    """Return g, written down anew from the definitions."""
    e, w, g = trace.experiment, trace.before[0], trace.gradient.copy()
    is_weight = trace.layout.weight_mask() > 0
    g[is_weight] += e.l2 * w[is_weight] + e.l1 * np.sign(w[is_weight])
    if e.freeze_biases:
        g[~is_weight] = 0
    if e.clip_norm:
        norm = np.sqrt((g**2).sum())
        g *= min(1, e.clip_norm / norm)
    return g


def rate_of(e, step):
    """Return the learning rate of a step, from 1, written down anew."""
    done, factor = step - 1, 1.0
    if e.schedule == "cosine":
        factor = (1 + np.cos(np.pi * min(done / e.schedule_steps, 1))) / 2
    elif e.schedule == "exponential":
        factor = e.schedule_factor ** (done / e.schedule_steps)
    elif e.schedule == "step":
        factor = e.schedule_factor ** (done // e.schedule_steps)
    return e.learning_rate * factor * min(1, step / max(e.warmup_steps, 1))


def rule(name, g, state, e, rate, t, w):
    """Return the change and the new slots of one parameter, from the papers."""
    if name in ("sgd", "gradient_descent"):
        return -rate * g, {}
    if name in ("momentum", "nesterov"):
        v = e.momentum * state["v"] + g
        return -rate * (v if name == "momentum" else g + e.momentum * v), {"v": v}
    if name in ("adagrad", "rmsprop"):
        old = state["s"]
        s = old + g**2 if name == "adagrad" else e.rho * old + (1 - e.rho) * g**2
        return -rate * g / (np.sqrt(s) + e.eps), {"s": s}
    m = e.beta1 * state["m"] + (1 - e.beta1) * g
    v = e.beta2 * state["v"] + (1 - e.beta2) * g**2
    m_hat, v_hat = m / (1 - e.beta1**t), v / (1 - e.beta2**t)
    decay = e.weight_decay * w if name == "adamw" else 0
    change = -rate * (m_hat / (np.sqrt(v_hat) + e.eps) + decay)
    return change, {"m": m, "v": v}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("extras", EXTRAS)
def test_every_number_follows_from_the_papers(optimizer, extras):
    trace = traced(optimizer=optimizer, **EXTRAS[extras])
    e, g = trace.experiment, gradient_of(trace)
    names = trace.slot_names
    for place in places(trace):
        found = update(trace, *place)
        state = {
            name: at(trace, trace.before[1 + k], place) for k, name in enumerate(names)
        }
        w, own = at(trace, trace.before[0], place), at(trace, g, place)
        rate = rate_of(e, trace.step)
        change, slots = rule(optimizer, own, state, e, rate, trace.t, w)
        if e.freeze_biases and place[2] is None:
            change = 0.0
        assert found.rate == pytest.approx(rate, rel=1e-14)
        assert found.change == pytest.approx(change, rel=1e-11, abs=1e-17)
        told = {each.symbol: each.after for op in found.ops for each in op.changes}
        for name, value in slots.items():
            assert told[name] == pytest.approx(value, rel=1e-12, abs=1e-18)
        if "g" in told:
            assert told["g"] == pytest.approx(own, rel=1e-12, abs=1e-17)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("extras", EXTRAS)
@pytest.mark.parametrize("n_steps", [1, 5])
def test_the_new_value_is_the_engines_to_the_last_bit(optimizer, extras, n_steps):
    trace = traced(n_steps, optimizer=optimizer, **EXTRAS[extras])
    for place in places(trace):
        found = update(trace, *place)
        assert found.new == at(trace, trace.after[0], place)
        assert found.old == at(trace, trace.before[0], place)
        assert found.gradient == at(trace, trace.gradient, place)
        told = {each.symbol: each.after for op in found.ops for each in op.changes}
        for k, name in enumerate(trace.slot_names):
            assert told[name] == at(trace, trace.after[1 + k], place)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("extras", EXTRAS)
def test_each_op_goes_on_from_what_the_one_before_has_left(optimizer, extras):
    trace = traced(optimizer=optimizer, **EXTRAS[extras])
    for place in places(trace):
        found = update(trace, *place)
        known = {"w": found.old, "g": found.gradient}
        for op in found.ops:
            for each in op.changes:
                if not np.isnan(each.before) and each.symbol in known:
                    assert each.before == known[each.symbol]
            known |= {each.symbol: each.after for each in op.changes}
            for each in op.reads:
                if each.symbol in known and each.symbol not in ("w", "g"):
                    assert each.value in (
                        known[each.symbol],
                        *(c.before for c in op.changes if c.symbol == each.symbol),
                    )
        assert known["w"] == found.new
        assert known[r"\Delta"] == found.change


def numbers_of(op):
    every = (*op.reads, *op.between)
    return {each.symbol: each.value for each in every}


def op_named(found, name):
    return next(op for op in found.ops if op.name == name)


def test_adams_step_is_the_rate_times_the_corrected_mean_over_the_root():
    trace = traced(optimizer="adam", schedule="cosine", schedule_steps=20)
    for place in places(trace):
        found = update(trace, *place)
        n = numbers_of(op_named(found, "step"))
        assert n["t"] == trace.t == 4
        expected = -n[r"\eta"] * n[r"\hat m"] / n[r"\sqrt{\hat v} + \epsilon"]
        assert found.change == pytest.approx(expected, rel=1e-12)
        effective = -n[r"\eta_{\text{eff}}"] * n[r"\hat m"]
        assert found.change == pytest.approx(effective, rel=1e-12)


def test_clipping_tells_the_norm_and_its_factor():
    trace = traced(clip_norm=0.01, l2=0.1)
    found = update(trace, 1, 0, 1)
    op = op_named(found, "clip")
    n = numbers_of(op)
    penalized = traced(clip_norm=0.01, l2=0.1)
    g = penalized.gradient + 0.1 * penalized.before[0] * trace.layout.weight_mask()
    assert n[r"\lVert g \rVert"] == pytest.approx(np.linalg.norm(g), rel=1e-14)
    (change,) = op.changes
    factor = n[r"\min(1, c / \lVert g \rVert)"]
    assert factor == pytest.approx(0.01 / np.linalg.norm(g), rel=1e-14)
    assert change.after == change.before * factor


def test_max_norm_bounds_the_weights_of_the_unit():
    trace = traced(max_norm=0.3, learning_rate=0.5)
    factors = []
    for row in range(3):
        both = [update(trace, 0, row, column) for column in (0, 1)]
        moved = [found.old + found.change for found in both]
        n = numbers_of(both[0].ops[-1])
        norm = np.linalg.norm(moved)
        assert n["r"] == 0.3
        assert n[r"\lVert w + \Delta \rVert"] == pytest.approx(norm, rel=1e-14)
        factors.append(n[r"\min(1, r / \lVert w + \Delta \rVert)"])
        assert factors[-1] == pytest.approx(min(1, 0.3 / norm), rel=1e-14)
        for found, value in zip(both, moved, strict=True):
            assert found.new == pytest.approx(value * factors[-1], rel=1e-14)
    assert min(factors) < 1
    bias = update(trace, 0, 1, None).ops[-1]
    assert bias.latex == r"w \leftarrow w + \Delta"
    assert not bias.between


def test_penalties_do_not_touch_biases():
    trace = traced(l2=0.1, l1=0.1)
    for name in ("l2 penalty", "l1 penalty"):
        constants = [r.value for r in op_named(update(trace, 0, 0, None), name).reads]
        assert 0 in constants


def test_of_a_weight_the_freezing_of_biases_is_not_told():
    trace = traced(freeze_biases=True)
    names = [op.name for op in update(trace, 0, 0, 0).ops]
    assert "freeze biases" not in names
    names = [op.name for op in update(trace, 0, 0, None).ops]
    assert names.count("freeze biases") == 2


@pytest.mark.parametrize("optimizer", ["adam", "adamw", "nesterov", "rmsprop"])
def test_within_a_step_what_is_not_computed_is_not_a_number(optimizer):
    settings = {"optimizer": optimizer, "l2": 0.1, "clip_norm": 0.1, "hidden": (2,)}
    trainer = Trainer(Experiment(**settings))
    trainer.step(3)
    for _ in range(trainer.n_ops - 1):
        trainer.advance("op")
        trace = trainer.trace()
        found = update(trace, 0, 1, 0)
        assert np.isnan(found.new)
        assert found.old == trace.layers[0].W_before[1, 0]
        for op in found.ops:
            assert op.is_done == (op.index < trace.done)
            for each in op.changes:
                assert np.isnan(each.after) != op.is_done
    trainer.advance("op")
    assert np.isfinite(update(trainer.trace(), 0, 1, 0).new)


MUTATIONS = {
    "a wrong sign": lambda t: {"gradient": -t.gradient},
    "a missing 1/B": lambda t: {"gradient": t.gradient * t.batch_size},
    "m and v exchanged": lambda t: {"before": t.before[[0, 2, 1]]},
    "a stale t": lambda t: {"t": t.t - 1},
    "a stale step": lambda t: {"step": t.step - 1},
    "the weights after": lambda t: {"before": np.vstack([t.after[:1], t.before[1:]])},
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_is_seen(name):
    trace = traced(optimizer="adam", schedule="exponential", schedule_steps=5)
    changed = replace(trace, **MUTATIONS[name](trace))
    for place in places(trace):
        assert update(trace, *place).new == at(trace, trace.after[0], place)
        assert update(changed, *place).new != at(trace, trace.after[0], place)
