"""The PyTorch script continues a run with the same losses, by autograd."""

import dataclasses

import pytest

from engine import Experiment, ExperimentError, Trainer
from engine.export.scripts import pytorch_script as module
from engine.export.scripts.pytorch_script import pytorch_script
from engine.functions.activations import ACTIVATIONS
from engine.functions.kinds.kinds import KINDS, kind_of
from engine.functions.losses import LOSSES
from engine.functions.optimizers import OPTIMIZERS
from engine.training import evaluation
from tests.engine.export.runs import (
    any_network,
    any_run,
    combined,
    executed,
    expected,
    of_steps,
    some,
    started,
    worst,
)
from tests.engine.networks_of import EXPERIMENTS, OTHERS

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


@pytest.mark.usefixtures("torch")
@pytest.mark.parametrize("share", [83, pytest.param(1, marks=pytest.mark.slow)])
def test_every_activation_loss_and_optimizer_continues_with_the_same_losses(share):
    for number, combination in some(share):
        trainer = started(combined(combination, number), 1 + number % 40)
        assert trainer is not None
        assert difference(trainer) <= TOLERANCE, combination


@pytest.mark.usefixtures("torch")
@pytest.mark.parametrize("seed", range(30))
def test_an_experiment_of_any_settings_continues_with_the_same_losses(seed):
    trainer = any_run(seed)
    e = trainer.experiment
    assert difference(trainer) <= TOLERANCE, e.to_dict(with_samples=False)


NETWORKS = [
    *((name, {}) for name in OTHERS),
    ("rnn", {"truncation": 2, "use_bias": False}),
    ("lstm", {"truncation": 3, "sequence_length": 8}),
    ("attention", {"causal": True, "rms_norm": True}),
    ("attention", {"batch_size": "full", "freeze_biases": True}),
]


@pytest.mark.usefixtures("torch")
@pytest.mark.parametrize(("name", "changes"), NETWORKS)
def test_every_kind_of_network_continues_with_the_same_losses(name, changes):
    """Step sizes are small, as large ones amplify differences of rounding."""
    n_steps = 20 if name == "convolution" else 200
    trainer = Trainer(EXPERIMENTS[name].replace(learning_rate=0.004, **changes))
    trainer.step(5)
    found = executed(of_steps(pytorch_script(trainer), n_steps))["curve"]
    assert worst(found, expected(trainer, n_steps)) <= 1e-9


@pytest.mark.usefixtures("torch")
@pytest.mark.parametrize("kind", OTHERS)
@pytest.mark.parametrize(
    "seeds", [range(1), pytest.param(range(1, 20), marks=pytest.mark.slow)]
)
def test_a_network_of_any_settings_continues_with_the_same_losses(kind, seeds):
    for seed in seeds:
        trainer = any_network(kind, seed)
        e = trainer.experiment
        found = executed(of_steps(pytorch_script(trainer), 10))["curve"]
        wanted = expected(trainer, 10)
        assert worst(found, wanted) <= 1e-9, e.to_dict(with_samples=False)


@pytest.mark.usefixtures("torch")
@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("rnn", "past_h = past_h.detach()", "pass"),
        ("rnn", "x[:, t - 1 : t], past_h", "x[:, 0 : 1], past_h"),
        ("lstm", "s[t][:, 3:6] * c[t - 1]", "s[t][:, 0:3] * c[t - 1]"),
        ("convolution", "max_pool2d", "avg_pool2d"),
        ("attention", "/ 3**0.5", "/ 3"),
        ("attention", "h2 = h1 + u", "h2 = u"),
    ],
)
def test_a_network_with_a_fault_is_seen_to_fail(name, right, wrong):
    changes = {"truncation": 2} if name == "rnn" else {}
    trainer = Trainer(EXPERIMENTS[name].replace(**changes))
    trainer.step(3)
    text = of_steps(pytorch_script(trainer), 10)
    assert right in text
    found = executed(text.replace(right, wrong))["curve"]
    assert worst(found, expected(trainer, 10)) > 1000 * TOLERANCE


@pytest.mark.parametrize("name", OTHERS)
def test_the_script_of_a_network_is_python(name):
    text = pytorch_script(Trainer(EXPERIMENTS[name]), link="http://127.0.0.1/#x")
    compile(text, "script", "exec")
    assert len(text.splitlines()) <= 100


def test_of_very_large_data_the_samples_are_those_of_the_page(monkeypatch):
    monkeypatch.setattr(evaluation, "MAX_VALUES", 100)
    monkeypatch.setattr(evaluation, "FEWEST", 4)
    text = pytorch_script(Trainer(EXPERIMENTS["rnn"]))
    wanted = "loss(X[:4], Y[:4]).item(), loss(X[n : n + 4], Y[n : n + 4]).item()"
    assert wanted in text


@pytest.fixture
def without_torch(monkeypatch):
    """Return a function that removes what an entry of a table is in PyTorch."""

    def remove(table, name):
        monkeypatch.setitem(table, name, dataclasses.replace(table[name], torch=""))
        kind_of.cache_clear()

    yield remove
    monkeypatch.undo()
    kind_of.cache_clear()


@pytest.mark.parametrize("name", ["product", "tanh", "affine"])
def test_an_operation_that_pytorch_lacks_is_refused_by_name(name, without_torch):
    trainer = Trainer(EXPERIMENTS["lstm"])
    without_torch(ACTIVATIONS if name in ACTIVATIONS else KINDS, name)
    with pytest.raises(ExperimentError, match=f"network {name}") as caught:
        pytorch_script(trainer)
    assert caught.value.field == "network"


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
def test_what_pytorch_lacks_is_refused_by_name(field, table, name, without_torch):
    e = Experiment(loss="binary_cross_entropy", optimizer="adam")
    trainer = Trainer(e)
    without_torch(table, name)
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
