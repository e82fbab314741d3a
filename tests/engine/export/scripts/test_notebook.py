"""The notebook runs from top to bottom, and continues the run."""

import ast
import json
import sys
import types

import numpy as np
import pytest

from engine import Experiment, ExperimentError, Trainer
from engine.export.scripts.notebook import notebook
from tests.engine.export.runs import any_run, executed, expected, of_steps
from tests.engine.networks_of import EXPERIMENTS, OTHERS


def cells(text, kind):
    """Return the sources of the cells of a kind."""
    found = json.loads(text)["cells"]
    return ["".join(cell["source"]) for cell in found if cell["cell_type"] == kind]


def after(n_steps=23, **settings):
    trainer = Trainer(Experiment(**settings))
    trainer.step(n_steps)
    return trainer


class Chart(types.ModuleType):
    """Replaces ``matplotlib.pyplot``, and records what is drawn."""

    def __init__(self):
        super().__init__("matplotlib.pyplot")
        self.curves, self.is_shown = {}, False

    def plot(self, steps, column, *, label):
        self.curves[label] = (steps, column)

    def xlabel(self, text):
        assert text == "step"

    def legend(self):
        """Draw no legend."""

    def show(self):
        self.is_shown = True


@pytest.fixture
def chart(monkeypatch):
    found, package = Chart(), types.ModuleType("matplotlib")
    package.pyplot = found
    monkeypatch.setitem(sys.modules, "matplotlib", package)
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", found)
    return found


@pytest.mark.parametrize("seed", range(6))
def test_it_runs_cell_by_cell_and_gives_the_losses_of_the_run(seed, chart):
    trainer = any_run(seed)
    text = notebook(trainer)
    names = executed("\n".join(cells(text, "code")))
    wanted = expected(trainer)
    np.testing.assert_array_equal(names["curve"], wanted)
    assert chart.is_shown
    labels = ["training loss", "test loss"][: wanted.shape[1] - 1]
    assert list(chart.curves) == labels
    for column, label in enumerate(labels, 1):
        steps, values = chart.curves[label]
        np.testing.assert_array_equal(steps, wanted[:, 0])
        np.testing.assert_array_equal(values, wanted[:, column])


@pytest.mark.parametrize("name", OTHERS)
def test_every_kind_of_network_runs_cell_by_cell(name, chart):
    trainer = Trainer(EXPERIMENTS[name])
    trainer.step(4)
    text = notebook(trainer)
    code = of_steps("\n".join(cells(text, "code")), 10)
    names = executed(code)
    np.testing.assert_array_equal(names["curve"], expected(trainer, 10))
    assert chart.is_shown
    written = "\n".join(cells(text, "markdown"))
    assert "## From the loss back to the gradient\n\n$$" in written


def test_without_matplotlib_the_rest_runs(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    names = {}
    for source in cells(notebook(after()), "code"):
        exec(source, names)
    assert len(names["curve"]) == 101
    assert capsys.readouterr().out.endswith("The chart needs matplotlib.\n")


def test_it_has_the_form_of_a_notebook():
    document = json.loads(notebook(after(activation="gelu")))
    assert (document["nbformat"], document["nbformat_minor"]) == (4, 5)
    assert document["metadata"]["kernelspec"]["name"] == "python3"
    ids = [cell["id"] for cell in document["cells"]]
    assert len(ids) == len(set(ids)) == 18
    for cell in document["cells"]:
        assert cell["source"]
        is_code = cell["cell_type"] == "code"
        assert ("outputs" in cell, "execution_count" in cell) == (is_code, is_code)
        assert all(line.endswith("\n") for line in cell["source"][:-1])


def test_a_notebook_is_valid_by_its_schema():
    nbformat = pytest.importorskip("nbformat")
    for settings in ({}, {"optimizer": "adamw", "l1": 0.1, "output": "softmax"}):
        nbformat.validate(nbformat.reads(notebook(after(**settings)), as_version=4))


@pytest.mark.slow
def test_a_kernel_of_jupyter_runs_it_from_top_to_bottom():
    pytest.importorskip("ipykernel")
    nbformat, nbclient = map(pytest.importorskip, ("nbformat", "nbclient"))
    trainer = after(optimizer="adam", dropout=0.1)
    document = nbformat.reads(notebook(trainer), as_version=4)
    nbclient.NotebookClient(document, timeout=120).execute()
    (steps, *_), chart = [c.outputs for c in document.cells if c.get("outputs")]
    last = ast.literal_eval(steps.text.splitlines()[-1])
    assert last == tuple(expected(trainer)[-1])
    assert chart


def test_its_text_has_the_formulas_of_the_step_once_each():
    trainer = after(optimizer="adam", l2=0.1, activation="relu", dropout=0.1)
    text = "\n".join(cells(notebook(trainer), "markdown"))
    for formula in (
        r"$$ a = \max(0, z) $$",
        r"$$ f'(z) = [z > 0] $$",
        r"$$ z = W a_{prev} + b $$",
        r"$$ a \leftarrow a \odot \frac{m}{1-p} $$",
        r"$$ da_{prev} = W^T \delta $$",
        r"$$ g = dW + \lambda_2 w $$",
        r"$$ w \leftarrow w + \Delta $$",
    ):
        assert text.count(formula) == 1, formula


def test_the_link_is_in_the_first_cell_and_a_wrong_one_refused():
    first = cells(notebook(after(), link="http://127.0.0.1/#a"), "markdown")[0]
    assert first.startswith("# A run of Backprop Live, continued after step 23")
    assert first.endswith("\n\n<http://127.0.0.1/#a>")
    with pytest.raises(ExperimentError, match="link"):
        notebook(after(), link="no link")
