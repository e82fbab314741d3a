"""The checker of any network accepts its steps, and finds each number that is wrong."""

import dataclasses
import subprocess
import sys

import numpy as np
import pytest

from engine import ExperimentError, Trainer
from engine.export.step_file.checker import checker
from engine.export.step_file.graph_checker import FORMULAS, formulas_of, shares_of
from engine.export.step_file.textbook_formulas import ACTIVATIONS
from engine.export.step_file.trace import trace_npz
from engine.functions.kinds.kinds import KINDS
from engine.graph import Edge, Graph, Node
from engine.networks.networks import graph_of
from tests.engine.export.runs import any_network
from tests.engine.export.step_file.test_checker import arrays_of, fault, verdict
from tests.engine.networks_of import EXPERIMENTS, OTHERS

UPDATE = {
    "optimizer": "adamw",
    "l1": 1e-3,
    "l2": 1e-2,
    "clip_norm": 0.05,
    "max_norm": 0.3,
}
RUNS = {
    **{name: (name, {}) for name in OTHERS},
    "truncated": ("rnn", {"truncation": 2, "use_bias": False, "optimizer": "momentum"}),
    "cut lstm": ("lstm", {"truncation": 3, **UPDATE}),
    "two stages": ("convolution", {
        "dataset": "shifted_digits", "hidden": (2, 1), "activation": "tanh",
        "batch_size": 7, "use_bias": False,
    }),
    "norms": ("attention", {"rms_norm": True, "causal": True, "activation": "gelu"}),
    "frozen": ("attention", {"freeze_biases": True, **UPDATE}),
    "hinge": ("rnn", {"loss": "hinge", "activation": "relu", "optimizer": "rmsprop"}),
}  # fmt: skip


def trained(run, n_steps=5):
    name, changes = RUNS[run]
    trainer = Trainer(EXPERIMENTS[name].replace(**changes))
    trainer.step(n_steps)
    return trainer


@pytest.mark.parametrize("run", RUNS)
def test_the_step_of_every_kind_is_accepted(run):
    script, arrays = checker(trained(run).experiment), arrays_of(trained(run))
    found, printed = verdict(script, arrays)
    assert found is None
    given = printed.partition("given: ")[2].split()
    gradients = [name for name in arrays if name.startswith(("d", "df_"))]
    assert len(gradients) > 8
    assert not {*gradients}.intersection(given), "all of them are derived"


@pytest.mark.parametrize("kind", OTHERS)
@pytest.mark.parametrize(
    "seeds", [range(1), pytest.param(range(1, 30), marks=pytest.mark.slow)]
)
def test_a_network_of_any_settings_is_accepted(kind, seeds):
    for seed in seeds:
        trainer = any_network(kind, seed)
        if trainer.trace().batch_size > 300:  # more numbers than a file takes
            continue
        assert fault(trainer) is None, trainer.experiment.to_dict(with_samples=False)


@pytest.mark.parametrize("run", ["rnn", "lstm", "norms", "convolution"])
def test_each_quantity_that_is_a_billionth_off_is_found(run):
    """One number of each array, the largest, of what is derived."""
    trainer = trained(run)
    script, arrays = checker(trainer.experiment), arrays_of(trainer)
    _, printed = verdict(script, arrays)
    given = printed.partition("given: ")[2].split()
    derived = [name for name, a in arrays.items() if a.dtype.kind == "f"]
    some = [name for name in derived if name not in given and arrays[name].any()]
    share = 9 if run == "norms" else 7 if run == "lstm" else 3
    assert len(some) > 20
    for name in some[::share]:
        wrong = arrays[name].copy()
        at = np.unravel_index(np.abs(wrong).argmax(), wrong.shape)
        wrong[at] *= 1 + 1e-9
        found, _ = verdict(script, arrays | {name: wrong})
        assert found is not None, name


@pytest.mark.parametrize(
    ("run", "right", "wrong"),
    [
        ("rnn", "h1", "h2"),
        ("truncated", "h1!", "h1"),
        ("lstm", "s2[3:6]", "s2[0:3]"),
        ("convolution", "size=3", "size=2"),
        ("attention", "qkv[6:12]", "qkv[0:6]"),
    ],
)
def test_another_way_to_compute_a_value_is_found(run, right, wrong):
    trainer = trained(run)
    arrays = arrays_of(trainer)
    lines = arrays["nodes"].tolist()
    k = next(k for k, line in enumerate(lines) if right in line.split(" = ")[1].split())
    lines[k] = lines[k].replace(f" {right}", f" {wrong}")
    script = checker(trainer.experiment)
    try:
        found, _ = verdict(script, arrays | {"nodes": np.array(lines)})
    except ValueError:
        found = "shapes do not fit"
    assert found is not None


def test_it_needs_numpy_alone(tmp_path):
    trainer = trained("attention")
    path, step = tmp_path / "check.py", tmp_path / "step.npz"
    path.write_text(checker(trainer.experiment, link="http://a.b/#x"), "utf-8")
    step.write_bytes(trace_npz(trainer))
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", path, step],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "arrays are right; given: W1 W2" in done.stdout


@pytest.mark.parametrize("name", OTHERS)
def test_a_script_has_the_formulas_of_its_network_alone(name):
    text = checker(EXPERIMENTS[name])
    kinds = {node.kind.replace(" ", "_") for node in graph_of(EXPERIMENTS[name]).nodes}
    for kind in FORMULAS:
        assert (f"def {kind}(" in text) == (kind in kinds), kind
    assert len(text.splitlines()) <= 190
    assert all(len(line) <= 90 for line in text.splitlines() if "lambda z" not in line)


def test_every_kind_has_a_formula():
    plain = {name.removesuffix(" without bias").replace(" ", "_") for name in KINDS}
    assert plain - {"dropout", "softmax"} == {*FORMULAS}


def test_an_operation_without_a_formula_is_refused_by_name():
    x = Node("input", (), 2, "x")
    odd = dataclasses.replace(x, kind="odd kind", inputs=(Edge(x),))
    with pytest.raises(ExperimentError, match="operation odd kind") as caught:
        formulas_of(Graph((x, odd, odd)), ACTIVATIONS)
    assert caught.value.field == "network"


@pytest.mark.parametrize(
    ("run", "names"),
    [
        ("rnn", []),
        ("lstm", ["softmax"]),
        ("attention", ["attention", "softmax"]),
        ("norms", ["causal_attention", "softmax"]),
    ],
)
def test_it_knows_what_divides_a_column_into_shares(run, names):
    name, changes = RUNS[run]
    assert shares_of(graph_of(EXPERIMENTS[name].replace(**changes))) == names
