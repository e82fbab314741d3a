"""The PyTorch script continues a run with the same losses, by autograd."""

import dataclasses

import pytest

from engine import Experiment, ExperimentError, Trainer
from engine.export import pytorch_script as module
from engine.export.pytorch_script import pytorch_script
from engine.functions.activations import ACTIVATIONS
from engine.functions.losses import LOSSES
from engine.functions.optimizers import OPTIMIZERS
from tests.engine.export.runs import (
    any_run,
    combined,
    executed,
    expected,
    some,
    started,
    worst,
)

TOLERANCE = 1e-10


@pytest.fixture
def torch():
    found = pytest.importorskip("torch")
    before = found.get_default_dtype()
    found.set_num_threads(1)
    yield found
    found.set_default_dtype(before)


def difference(trainer):
    """Return how far the next losses of the script are from those of the run."""
    return worst(executed(pytorch_script(trainer))["curve"], expected(trainer))


@pytest.mark.no_cover
@pytest.mark.usefixtures("torch")
@pytest.mark.parametrize("share", [83, pytest.param(1, marks=pytest.mark.slow)])
def test_every_activation_loss_and_optimizer_continues_with_the_same_losses(share):
    for number, combination in some(share):
        trainer = started(combined(combination, number), 1 + number % 40)
        assert trainer is not None
        assert difference(trainer) <= TOLERANCE, combination


@pytest.mark.no_cover
@pytest.mark.usefixtures("torch")
@pytest.mark.parametrize("seed", range(30))
def test_an_experiment_of_any_settings_continues_with_the_same_losses(seed):
    trainer = any_run(seed)
    e = trainer.experiment
    assert difference(trainer) <= TOLERANCE, e.to_dict(with_samples=False)


EVERYTHING = {
    "optimizer": "adamw",
    "dropout": 0.2,
    "l1": 1e-3,
    "l2": 1e-2,
    "clip_norm": 0.5,
    "max_norm": 1.0,
    "schedule": "cosine",
    "schedule_steps": 90,
    "warmup_steps": 15,
    "patience": 4,
}


@pytest.mark.usefixtures("torch")
@pytest.mark.parametrize("freeze_biases", [False, True])
def test_all_settings_together_continue(freeze_biases):
    trainer = Trainer(Experiment(**EVERYTHING, freeze_biases=freeze_biases))
    trainer.step(12)
    assert difference(trainer) <= TOLERANCE


@pytest.mark.usefixtures("torch")
@pytest.mark.parametrize("optimizer", ["momentum", "nesterov"])
def test_momentum_of_0_is_allowed(optimizer):
    trainer = Trainer(Experiment(optimizer=optimizer, momentum=0.0))
    trainer.step(12)
    assert difference(trainer) <= TOLERANCE


@pytest.mark.usefixtures("torch")
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("= 0.03, 0.9", "= 0.03003, 0.9"),
        ("torch.tensor(12.0)", "torch.tensor(13.0)"),
        ("l2 / 2", "l2"),
        ("+ l1 *", "- l1 *"),
        ("(clip_norm / norm).clamp(max=1)", "(clip_norm / norm)"),
        ("max_norm / W", "1.001 * max_norm / W"),
        ("kept.T / (1 - dropout)", "kept.T * 1.0"),
        ("rng.permutation(n)", "np.arange(n)"),
        ("(step + 1) / warmup", "step / warmup"),
        ("= v_p", "= m_p.abs()"),
    ],
)
def test_a_script_with_a_fault_is_seen_to_fail(right, wrong):
    trainer = Trainer(Experiment(**EVERYTHING))
    trainer.step(12)
    text = pytorch_script(trainer)
    assert right in text
    found = executed(text.replace(right, wrong))["curve"]
    assert worst(found, expected(trainer)) > 1000 * TOLERANCE


@pytest.mark.parametrize(
    "settings",
    [
        {},
        EVERYTHING,
        {"optimizer": "momentum", "freeze_biases": True},
        {"use_bias": False, "batch_size": "full", "train_share": 1.0},
        {"hidden": (), "dataset": "iris", "loss": "softmax_cross_entropy"},
        {"hidden": (30,), "dropout": 0.1, "warmup_steps": 3},
    ],
)
def test_the_script_is_python_that_can_be_read(settings):
    trainer = Trainer(Experiment(**settings))
    trainer.step(3)
    text = pytorch_script(trainer, link="http://127.0.0.1/#x")
    compile(text, "script", "exec")
    numbers = ("array(", "state = {")
    long = [line for line in text.splitlines() if len(line) > 88]
    assert all(any(part in line for part in numbers) for line in long)
    assert text.splitlines()[2] == "http://127.0.0.1/#x"
    assert "--index-url" not in text


NAMES = [
    ("activation", ACTIVATIONS, "tanh"),
    ("output", ACTIVATIONS, "sigmoid"),
    ("loss", LOSSES, "binary_cross_entropy"),
    ("optimizer", OPTIMIZERS, "adam"),
]


@pytest.mark.parametrize(("field", "table", "name"), NAMES)
def test_what_pytorch_lacks_is_refused_by_name(field, table, name, monkeypatch):
    e = Experiment(loss="binary_cross_entropy", optimizer="adam")
    trainer = Trainer(e)
    monkeypatch.setitem(table, name, dataclasses.replace(table[name], torch=""))
    with pytest.raises(ExperimentError, match=f"{field} {name}") as caught:
        pytorch_script(trainer)
    assert (caught.value.field, caught.value.value) == (field, name)


def test_a_setting_that_the_script_does_not_know_is_refused(monkeypatch):
    monkeypatch.setattr(module, "KNOWN", {"l1"})
    with pytest.raises(ExperimentError, match=r"l2 0\.1") as caught:
        pytorch_script(Trainer(Experiment(l2=0.1, l1=0.1)))
    assert caught.value.field == "l2"


def test_every_entry_of_the_tables_has_its_expression():
    for table in (ACTIVATIONS, LOSSES, OPTIMIZERS):
        assert all(entry.torch for entry in table.values())
    for entry in OPTIMIZERS.values():
        assert len(entry.torch_state) == len(entry.slots)
