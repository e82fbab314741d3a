"""A step as a file has every number of its trace, exact."""

import csv
import io
import re
from pathlib import Path

import numpy as np
import pytest

from engine import Experiment, ExperimentError, Trainer
from engine.export.step_file import trace as module
from engine.export.step_file.trace import trace_csv, trace_npz


def trained(n_steps=7, **settings):
    trainer = Trainer(Experiment(**settings))
    trainer.step(n_steps)
    return trainer


def arrays(trainer, **more):
    return dict(np.load(io.BytesIO(trace_npz(trainer, **more)), allow_pickle=False))


def test_all_quantities_of_the_trace_are_there_to_the_bit():
    trainer = trained(optimizer="adam", dropout=0.3, hidden=(4, 3))
    found, trace = arrays(trainer), trainer.trace()
    same = np.testing.assert_array_equal
    for k, layer in enumerate(trace.layers, 1):
        same(found[f"W{k}"], layer.W_before)
        same(found[f"b{k}_after"], layer.b_after)
        for name in ("z", "a", "df", "da", "delta", "dW", "db", "update_W", "update_b"):
            same(found[f"{name}{k}"], getattr(layer, name))
        same(found[f"m_W{k}"], layer.slots["m"]["W"][0])
        same(found[f"v_b{k}_after"], layer.slots["v"]["b"][1])
    same(found["mask1"], trace.masks[0])
    same(found["x"], trace.x)
    same(found["y"], trace.y)
    same(found["samples"], trace.batch_indices + 1)
    assert found["loss"] == trace.loss
    assert found["sample_losses"].mean() == pytest.approx(trace.loss, rel=1e-14)
    assert "mask3" not in found


def test_settings_are_those_that_the_step_used():
    trainer = trained(
        optimizer="adamw", schedule="cosine", schedule_steps=10, l2=0.01, clip_norm=0.5
    )
    found = arrays(trainer, link="http://a.b/#x")
    assert found["learning_rate"] == pytest.approx(0.03 * (1 + np.cos(0.6 * np.pi)) / 2)
    assert (found["step"], found["t"], found["l2"], found["clip_norm"]) == (
        7,
        7,
        0.01,
        0.5,
    )
    assert str(found["loss_function"]) == "squared_error"
    assert str(found["link"]) == "http://a.b/#x"
    assert found["activations"].tolist() == ["tanh"] * 3
    assert not {"momentum", "l1", "max_norm", "dropout", "freeze_biases"} & set(found)


def test_the_step_is_of_the_settings_before_a_change():
    trainer = trained(optimizer="momentum")
    trainer.change(learning_rate=1.0, l2=0.1)
    found = arrays(trainer)
    assert str(found["optimizer"]) == "momentum"
    assert found["learning_rate"] == 0.03
    assert "l2" not in found


def test_what_a_step_does_not_have_is_left_out():
    found = arrays(trained(loss="softmax_cross_entropy", use_bias=False))
    assert not {"df3", "da3", "b1", "db1", "b1_after"} & set(found)
    assert {"df2", "da2", "delta3"} <= set(found)


def test_the_table_has_the_same_numbers_to_the_bit():
    trainer = trained(optimizer="momentum", hidden=(3,))
    head, *rows = csv.reader(io.StringIO(trace_csv(trainer), ""))
    assert head == ["quantity", "layer", "row", "column", "sample", "value"]
    found = arrays(trainer)
    assert len(rows) == sum(array.size for array in found.values())
    samples = found["samples"].tolist()
    for name, layer, row, column, sample, value in rows:
        base = name.removesuffix("_after")
        array = found[f"{base}{layer}{name[len(base) :]}"]
        at = [int(row) - 1] if row else []
        at += [int(column) - 1] if column else []
        at += [samples.index(int(sample))] if sample else []
        cell = array[tuple(at)]
        assert (
            str(cell) == value.removeprefix("'")
            if array.dtype.kind == "U"
            else cell == float(value)
        )


def test_names_of_columns_and_classes_are_no_formulas():
    table = {
        "x": [[0, 1], [1, 0], [2, 2], [3, 1]],
        "y": ["=a", "-b", "=a", "-b"],
        "names": ["=1+1", "@b"],
    }
    trainer = trained(1, dataset=table, train_share=1.0)
    rows = list(csv.reader(io.StringIO(trace_csv(trainer), "")))
    texts = {row[-1] for row in rows if row[0].endswith("_names")}
    assert texts == {"x1", "x2", "'=1+1", "'@b", "'=a", "'-b"}
    assert arrays(trainer)["column_names"].tolist() == ["=1+1", "@b"]


def test_a_step_that_is_too_large_is_refused(monkeypatch):
    trainer = trained(1)
    n_numbers = sum(array.size for array in arrays(trainer).values())
    monkeypatch.setattr(module, "MAX_LINES", n_numbers)
    trace_csv(trainer)
    monkeypatch.setattr(module, "MAX_LINES", n_numbers - 1)
    with pytest.raises(ExperimentError, match=f"{n_numbers} numbers") as caught:
        trace_csv(trainer)
    assert caught.value.limit == n_numbers - 1
    trace_npz(trainer)


def test_a_link_that_is_no_address_is_refused():
    with pytest.raises(ExperimentError, match="address"):
        trace_npz(trained(1), link="a\n=1")


def family(name):
    """Return the name of the same quantity of W1, with Adam's m as the slot."""
    return re.sub(r"^v_", "m_", re.sub(r"[Wb]\d", "W1", re.sub(r"\d", "1", name)))


def test_the_document_names_every_quantity():
    document = Path(__file__).parents[4] / "docs" / "exports.md"
    table = document.read_text("utf-8").split("### A step")[1].split("\n\n")[2]
    first_cells = [row.split("|")[1] for row in table.splitlines()[2:]]
    named = set(re.findall(r"`(\w+)`", " ".join(first_cells)))
    found = arrays(trained(optimizer="adam", dropout=0.2))
    assert named <= set(found)
    quantities = {name for name, a in found.items() if a.ndim and a.dtype.kind == "f"}
    assert {family(name) for name in quantities} <= {family(name) for name in named}
