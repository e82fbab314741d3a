"""Parameters that a step moved uphill, and why."""

import numpy as np
import pytest

from engine import Experiment, Trainer, uphill_moves

# One weight, one sample: a = w x with x = 1, so dL/dw = w - y.


def line(w, y, **fields):
    """Return a network of one weight with its one sample, its target y."""
    return Trainer(
        Experiment(
            **{
                "dataset": {"x": [[1.0]], "y": [[y]]},
                "train_share": 1.0,
                "hidden": (),
                "use_bias": False,
                "optimizer": "sgd",
                "learning_rate": 0.1,
                "initial_parameters": [{"W": [[w]]}],
                **fields,
            }
        )
    )


def turned(optimizer, **fields):
    """Train past the minimum, so that the gradient turns while the memory goes on."""
    trainer = line(0.0, 1.0, optimizer=optimizer, **fields)
    while True:
        trainer.step()
        if trainer.trace().gradient[0] > 0:
            return trainer.trace()


@pytest.mark.parametrize(
    ("optimizer", "slot"),
    [("momentum", "v"), ("nesterov", "v"), ("adam", "m"), ("adamw", "m")],
)
def test_a_memory_goes_on_when_the_gradient_has_turned(optimizer, slot):
    trace = turned(optimizer)
    # w was raised from 0 past its minimum 1: dL/dw = w - 1 > 0, and w still rises.
    assert trace.before[0, 0] > 1
    found = uphill_moves(trace)
    assert (found.n, found.of, found.place) == (1, 1, (0, 0, 0))
    assert found.gradient == pytest.approx(trace.before[0, 0] - 1, rel=1e-12)
    assert found.update == trace.after[0, 0] - trace.before[0, 0] > 0
    assert (found.reason, found.slot) == ("memory", slot)
    row = 1 + trace.slot_names.index(slot)
    assert found.remembered == trace.before[row, 0] < 0


@pytest.mark.parametrize("optimizer", ["sgd", "gradient_descent", "adagrad", "rmsprop"])
def test_without_memory_a_step_follows_its_gradient(optimizer):
    trainer = Trainer(Experiment(optimizer=optimizer))
    for _ in range(30):
        trainer.step()
        assert uphill_moves(trainer.trace()).n == 0
        assert uphill_moves(trainer.trace()).place is None


@pytest.mark.parametrize("penalty", [{"l2": 1.0}, {"l1": 1.0}])
def test_a_penalty_outweighs_a_small_gradient(penalty):
    # dL/dw = 2 - 2.5 = -0.5 alone would raise w; l2 w = 2, l1 sign w = 1 lower it.
    trainer = line(2.0, 2.5, **penalty)
    trainer.step()
    found = uphill_moves(trainer.trace())
    assert (found.gradient, found.reason, found.slot) == (-0.5, "penalty", None)
    assert found.pushed == pytest.approx(-0.5 + (2.0 if "l2" in penalty else 1.0))
    assert found.update == pytest.approx(-0.1 * found.pushed)


def test_weight_decay_outweighs_a_step():
    # In its first step AdamW's ratio is 1: 0.1 up, and the decay 0.1 * 5 * 2 = 1 down.
    trainer = line(2.0, 2.5, optimizer="adamw", weight_decay=5.0)
    trainer.step()
    found = uphill_moves(trainer.trace())
    assert (found.n, found.reason) == (1, "decay")
    assert found.update == pytest.approx(-0.9, rel=1e-6)
    assert found.remembered == 0


def test_the_bound_on_a_units_weights_turns_a_step():
    trainer = line(2.0, 2.5, max_norm=1.0)
    trainer.step()
    found = uphill_moves(trainer.trace())
    assert (found.reason, found.update) == ("decay", pytest.approx(-1.0))


def test_a_memory_that_has_turned_too_is_not_the_reason():
    # m turns positive at once with beta1 = 0, and the decay of w < 0 raises w.
    given = {"optimizer": "adamw", "weight_decay": 5.0, "beta1": 0.0}
    trainer = line(-2.0, -2.5, **given)
    trainer.step()
    found = uphill_moves(trainer.trace())
    assert found.gradient > 0
    assert found.update > 0
    assert found.reason == "decay"


def test_a_memory_that_turns_in_this_very_step_is_not_the_reason():
    # m comes as -0.001; with dL/dw = -1 + 1.99 it becomes 0.9 * -0.001 + 0.099 > 0, so
    # Adam's own step goes down; the decay 0.1 * 5 * 1 raises w all the same.
    trainer = line(-2.0, -1.99, optimizer="adamw", weight_decay=5.0)
    trainer.step()
    trainer.set_parameter(0, 0, 0, -1.0)
    trainer.step()
    trace = trainer.trace()
    m = 1 + trace.slot_names.index("m")
    assert trace.before[m, 0] < 0 < trace.after[m, 0]
    found = uphill_moves(trace)
    assert (found.n, found.reason, found.slot) == (1, "decay", None)


@pytest.mark.parametrize("use_bias", [True, False])
def test_the_strongest_is_the_one_that_raises_the_loss_most(use_bias):
    trainer = Trainer(
        Experiment(optimizer="adam", learning_rate=0.1, use_bias=use_bias, seed=3)
    )
    seen = set()
    for _ in range(60):
        trainer.step()
        trace = trainer.trace()
        found = uphill_moves(trace)
        each = []
        for layer in trace.layers:
            pairs = [(layer.dW, layer.update_W, True)]
            if use_bias:
                pairs.append((layer.db, layer.update_b, False))
            for g, change, is_weight in pairs:
                for row, column in np.ndindex(g.shape):
                    place = (layer.index, row, column if is_weight else None)
                    if g[row, column] * change[row, column] > 0:
                        each.append((g[row, column] * change[row, column], place))
        assert found.n == len(each)
        assert found.of == trace.layout.n_parameters
        if each:
            assert found.place == max(each, key=lambda pair: pair[0])[1]
            seen.add(found.place)
    assert len(seen) > 5


def test_frozen_biases_do_not_count():
    trainer = Trainer(
        Experiment(optimizer="adam", learning_rate=0.1, freeze_biases=True)
    )
    for _ in range(40):
        trainer.step()
        found = uphill_moves(trainer.trace())
        assert found.place is None or found.place.column is not None
