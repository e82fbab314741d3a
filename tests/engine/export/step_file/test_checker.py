"""The checker accepts what the engine computed, and finds each number that is wrong."""

import contextlib
import io
import subprocess
import sys

import numpy as np
import pytest

from engine import Experiment, ExperimentError, Trainer
from engine.export.step_file import checker as module
from engine.export.step_file.checker import checker
from engine.export.step_file.trace import trace_npz
from engine.functions.losses import LOSSES
from engine.functions.optimizers import OPTIMIZERS
from tests.engine.export.runs import any_experiment, combinations, combined, started

EVERYTHING = {
    "activation": ("gelu", "elu"),
    "hidden": (4, 3),
    "optimizer": "adamw",
    "dropout": 0.2,
    "l1": 1e-3,
    "l2": 1e-2,
    "clip_norm": 0.05,
    "max_norm": 0.3,
    "schedule": "cosine",
    "warmup_steps": 5,
}
RUNS = {
    "plain": {},
    "softmax": {
        "loss": "softmax_cross_entropy",
        "optimizer": "momentum",
        "hidden": (5,),
    },
    "sigmoid": {
        "loss": "binary_cross_entropy",
        "activation": "sigmoid",
        "optimizer": "adam",
    },
    "values": {
        "dataset": "plane",
        "loss": "huber",
        "optimizer": "rmsprop",
        "activation": "relu",
    },
    "no biases": {"use_bias": False, "optimizer": "nesterov", "activation": "softplus"},
    "frozen": {**EVERYTHING, "freeze_biases": True},
    "everything": EVERYTHING,
}


def trained(settings, n_steps=7):
    trainer = Trainer(Experiment(**settings))
    trainer.step(n_steps)
    return trainer


def arrays_of(trainer):
    return dict(np.load(io.BytesIO(trace_npz(trainer)), allow_pickle=False))


class Arrays(dict):
    """What `numpy.load` returns, without a file."""

    @property
    def files(self):
        return list(self)


def verdict(script, arrays):
    """Run a checker; return its fault or None, and what it printed."""
    assert "np.load(sys.argv[1])" in script
    code = script.replace("np.load(sys.argv[1])", "loaded")
    names = {"__name__": "__main__", "loaded": Arrays(arrays)}
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out), np.errstate():
            exec(compile(code, "checker", "exec"), names)
    except SystemExit as fault:
        return fault.code, out.getvalue()
    return None, out.getvalue()


def fault(trainer):
    e = trainer.trace().experiment
    return verdict(checker(e), arrays_of(trainer))[0]


@pytest.mark.parametrize("share", [41, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.slow
def test_every_activation_loss_and_optimizer_is_accepted(share):
    for number, combination in list(enumerate(combinations()))[::share]:
        trainer = started(combined(combination, number), 1 + number % 40)
        assert trainer is not None
        assert fault(trainer) is None, combination


@pytest.mark.parametrize("seed", range(30))
def test_an_experiment_of_any_settings_is_accepted(seed):
    rng = np.random.default_rng(seed)
    trainer = None
    while trainer is None:
        trainer = started(any_experiment(rng), int(rng.integers(1, 90)))
    assert fault(trainer) is None, trainer.experiment.to_dict(with_samples=False)


@pytest.mark.parametrize("loss", ["squared_error", "binary_cross_entropy"])
def test_gradients_that_cancel_after_long_training_are_accepted(loss):
    trainer = trained(
        {
            "dataset": "gauss",
            "loss": loss,
            "optimizer": "gradient_descent",
            "learning_rate": 1.0,
        },
        3000,
    )
    trace = trainer.trace()
    assert np.abs(trace.layers[0].dW).max() < 1e-4
    assert fault(trainer) is None


@pytest.mark.parametrize("run", RUNS)
def test_each_quantity_that_is_a_billionth_off_is_found(run):
    trainer = trained(RUNS[run])
    script, arrays = (
        checker(trainer.experiment),
        arrays_of(trainer),
    )
    assert verdict(script, arrays)[0] is None
    numbers = {name: a for name, a in arrays.items() if a.dtype.kind == "f"}
    assert len(numbers) >= 30
    settings = {name for name, a in numbers.items() if not a.ndim} - {
        "loss",
        "learning_rate",
    }
    for name in numbers.keys() - settings:
        bad = arrays[name].copy()
        at = np.unravel_index(np.abs(bad).argmax(), bad.shape)
        bad[at] = bad[at] * (1 + 1e-9) or 1e-9
        found, _ = verdict(script, arrays | {name: bad})
        assert found, name
    for name in settings:
        found, _ = verdict(script, arrays | {name: arrays[name] * 1.5})
        assert found or name == "eps", name


def test_the_fault_names_the_number_that_is_wrong():
    trainer = trained({})
    arrays = arrays_of(trainer)
    names = "z1 a2 df1 sample_losses da3 delta2 dW2 update_W1".split()
    for name in names:
        bad = arrays[name].copy()
        at = np.unravel_index(np.abs(bad).argmax(), bad.shape)
        bad[at] *= 1 + 1e-9
        found, _ = verdict(checker(trainer.experiment), arrays | {name: bad})
        first, _, right = found.partition(", and should be ")
        assert first == f"{name}{[*map(int, at)]} is {bad[at]}"
        assert float(right) == pytest.approx(arrays[name][at], rel=1e-11)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_is_no_number_is_found(value):
    trainer = trained({})
    bad = arrays_of(trainer)
    bad["dW2"] = bad["dW2"].copy()
    bad["dW2"][0, 1] = value
    assert "dW2[0, 1]" in verdict(checker(trainer.experiment), bad)[0]


def test_a_checker_with_a_wrong_formula_is_seen_to_fail():
    trainer = trained(EVERYTHING)
    script, arrays = checker(trainer.experiment), arrays_of(trainer)
    for right, wrong in (
        ("0.044715", "0.044716"),
        ("1 - beta1**t", "1 - beta1"),
        ("new -= rate *", "new -="),
        ("l2 * T[p]", "2 * l2 * T[p]"),
        ("np.sign(T[p])", "T[p]"),
        ("max_norm /", "1.001 * max_norm /"),
        ("clip_norm /", "1.001 * clip_norm /"),
        ("delta @ x[k - 1].T", "1.001 * delta @ x[k - 1].T"),
        ("(a - y) ** 2 / 2", "(a - y) ** 2"),
    ):
        assert right in script
        assert verdict(script.replace(right, wrong, 1), arrays)[0], right


def test_it_lists_what_it_takes_as_given():
    trainer = trained(EVERYTHING)
    _, text = verdict(checker(trainer.experiment), arrays_of(trainer))
    n_right, _, given = text.partition(" arrays are right; given: ")
    assert int(n_right) == 49
    names = set(given.split())
    assert {
        "x",
        "y",
        "W1",
        "b3",
        "m_W2",
        "v_b1",
        "learning_rate",
        "l1",
        "samples",
    } <= names
    assert not {"z1", "a1", "dW1", "loss", "W1_after", "m_W2_after", "mask1"} & names


def n_lines(script):
    code = script.split('"""')[2]
    return sum(bool(line.strip()) for line in code.splitlines())


def test_it_has_40_lines():
    for optimizer in OPTIMIZERS.keys() - {"adamw"}:
        assert n_lines(checker(Experiment(optimizer=optimizer))) <= 40, optimizer
    for loss in LOSSES:
        assert n_lines(checker(Experiment(loss=loss))) <= 42, loss
    everything = checker(Experiment(**EVERYTHING))
    assert n_lines(everything) <= 62
    assert max(map(len, everything.splitlines())) <= 90


@pytest.mark.parametrize(
    ("table", "name"),
    [("ACTIVATIONS", "tanh"), ("LOSSES", "mse"), ("DIRECTIONS", "sgd")],
)
def test_what_it_has_no_formula_of_is_refused_by_name(monkeypatch, table, name):
    monkeypatch.delitem(getattr(module, table), name)
    with pytest.raises(ExperimentError, match=f"no formula of the .* {name}"):
        checker(Experiment(loss="mse"))


def test_a_setting_of_the_update_that_it_has_no_lines_for_is_refused(monkeypatch):
    checker(Experiment(l1=0.1))
    lines = module.UPDATE.splitlines(keepends=True)
    without = "".join(line for line in lines if "# if l1" not in line)
    monkeypatch.setattr(module, "UPDATE", without)
    checker(Experiment(l2=0.1))
    with pytest.raises(ExperimentError, match="no formula of l1") as caught:
        checker(Experiment(l1=0.1))
    assert caught.value.field == "l1"


def test_the_link_is_in_the_docstring():
    text = checker(Experiment(), link="http://a.b/#LOSS")
    assert text.split('"""')[1].splitlines()[2] == "http://a.b/#LOSS"
    assert "\n\npython check_trace.py" in checker(Experiment())
    with pytest.raises(ExperimentError, match="address"):
        checker(Experiment(), link='http://a.b/"""\nimport os')


def test_it_needs_numpy_alone_and_ends_with_1_at_a_fault(tmp_path):
    trainer = trained(RUNS["sigmoid"])
    arrays = arrays_of(trainer)
    script = tmp_path / "check_trace.py"
    script.write_text(checker(trainer.experiment), "utf-8")
    (tmp_path / "good.npz").write_bytes(trace_npz(trainer))
    np.savez(tmp_path / "bad.npz", **arrays | {"loss": arrays["loss"] * 2})
    for name, code in (("good.npz", 0), ("bad.npz", 1)):
        done = subprocess.run(
            [sys.executable, "-I", "-W", "error", script, name],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stderr
    assert done.stderr.startswith("loss[] is ")
