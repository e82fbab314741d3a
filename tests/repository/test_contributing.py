"""CONTRIBUTING.md: its examples are right, and the files that it names exist."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import engine
import engine.data.datasets
import engine.functions.activations
import engine.functions.losses
from tests.repository.examples import HOW, PLACES, Examples, insert, parts


@pytest.fixture(scope="module")
def examples(root: Path) -> Examples:
    return Examples(root)


def evaluated(examples: Examples, heading: str, module: ModuleType) -> Any:
    """Return the entry that an example adds to a table of a module."""
    names = dict(vars(module))
    definitions, table, entry = parts(examples.block(heading, "python"))
    assert table in names
    exec(definitions, names)
    return eval(f"({entry})", names)


def run_calls(calls: Iterable[tuple[Callable[..., Any], tuple[Any, ...]]]) -> None:
    for function, arguments in calls:
        function(*arguments)


def test_every_file_and_folder_that_it_names_exists(
    examples: Examples, root: Path
) -> None:
    named = re.findall(r"`((?:[\w.-]+/)+[\w.-]*)`", examples.text)
    named += re.findall(r"(?<![\w/])((?:tests|docs)/[\w./-]+\.\w+)", examples.text)
    assert len(named) > 20
    made = (".venv/",)
    missing = [n for n in named if not n.startswith(made) and not (root / n).exists()]
    assert not missing


def test_each_section_names_the_files_of_its_example(examples: Examples) -> None:
    for heading, name in PLACES.items():
        assert f"`{name}`" in examples.section(heading)
    for heading, (names, _) in HOW.items():
        for name in names:
            assert f"`{name}`" in examples.section(heading), f"{heading}: {name}"


def test_the_readme_leads_to_it(root: Path) -> None:
    assert "](CONTRIBUTING.md)" in (root / "README.md").read_text("utf-8")


def test_the_example_activation_is_right(examples: Examples) -> None:
    entry = evaluated(examples, "Activation", engine.functions.activations)

    def f(z: np.ndarray) -> np.ndarray:
        a, t = np.empty_like(z), np.empty_like(z)
        run_calls(entry.forward(z, a, t))
        return a

    z = np.linspace(-4, 4, 42)[None]
    a, df, t = f(z), np.empty_like(z), np.empty_like(z)
    run_calls(entry.local(z, a, df, t))
    derivative = (f(z + 1e-6) - f(z - 1e-6)) / 2e-6
    np.testing.assert_allclose(df, derivative, rtol=0, atol=1e-8)
    np.testing.assert_array_equal(a, np.arctan(z))
    assert entry.name not in engine.functions.activations.ACTIVATIONS


def test_the_example_loss_is_right(examples: Examples) -> None:
    entry = evaluated(examples, "Loss", engine.functions.losses)
    a, y = np.random.default_rng(1).normal(size=(2, 3, 5))
    da, t = np.empty_like(a), np.empty_like(a)
    run_calls(entry.gradient(a, y, da, t))
    for at in np.ndindex(a.shape):
        nudged = a.astype(complex)
        nudged[at] += 1e-30j
        derivative = entry.value(nudged, nudged, y).imag / 1e-30
        np.testing.assert_allclose(da[at], derivative, rtol=1e-13)
    assert entry.value(a, a, a) == 0
    assert entry.name not in engine.functions.losses.LOSSES


def test_the_example_dataset_trains(
    examples: Examples, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = evaluated(examples, "Dataset", engine.data.datasets)
    assert entry.name not in engine.data.datasets.DATASETS
    monkeypatch.setitem(engine.data.datasets.DATASETS, entry.name, entry)
    trainer = engine.Trainer(engine.Experiment(dataset=entry.name))
    before = trainer.train_loss
    trainer.step(500)
    assert trainer.train_loss < before


@pytest.mark.slow
def test_the_engine_s_tests_accept_the_example_activation(
    examples: Examples, root: Path, tmp_path: Path
) -> None:
    """With the two lines of independent checks that the text names, and no other."""
    for name in ("engine", "tests"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(root / name, tmp_path / name, ignore=ignored)
    shutil.copy(root / "pyproject.toml", tmp_path)
    section = examples.section("Activation")
    insert(tmp_path / PLACES["Activation"], examples.block("Activation", "python"))
    for line, table, name in re.findall(
        r"`(\S+: [^`]+)` in `(\w+)` of\s+`([\w/.]+)`", section
    ):
        insert(tmp_path / name, f"# in {table}:\n{line}")
    tested = (
        "functions/test_activations.py", "export/statements/test_functions.py",
        "export/step_file/test_textbook_formulas.py", "test_formulas.py",
        "inspection/figures/test_diagnostics.py",
    )  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        + [f"tests/engine/{each}" for each in tested],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )
    assert done.returncode == 0, done.stdout[-4000:]


def copied(root: Path, folder: Path) -> Path:
    """Return a copy of what runs without a browser."""
    for name in ("app", "engine", "static", "templates"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(root / name, folder / name, ignore=ignored)
    return folder


def differing(root: Path, copy: Path) -> list[str]:
    """Return the files of a copy that are not those of the original.

    A copy has the time of its original until it is written.
    """
    files = (path.relative_to(copy) for path in copy.rglob("*") if path.is_file())
    return sorted(
        name.as_posix()
        for name in files
        if (root / name).stat().st_mtime_ns != (copy / name).stat().st_mtime_ns
    )


USED = """
import time
import numpy as np
from pytest import raises
from app.i18n import load
from app.protocol.commands.commands import Watch
from app.protocol.errors import ProtocolError
from app.protocol.commands.parse import parse
from app.session.run.record import Record
from app.session.session import Session
from app.stream.frames import Frame
from app.web.page import render
from engine import Experiment, ExperimentError, Readout, Trainer, diagnostics

experiment = Experiment(clip_value=0.01, batch_size="full", learning_rate=0.5)
trainer = Trainer(experiment)
before = trainer.vector.copy()
trainer.step()
update = -0.5 * np.clip(trainer.trace().gradient, -0.01, 0.01)
assert 0 < np.mean(np.abs(update) < 0.005) < 1
assert np.array_equal(trainer.vector, before + update)
report = trainer.change(clip_value=None)
assert report.changed == {"clip_value": (0.01, None)}
try:
    Experiment(clip_value=0)
except ExperimentError as error:
    assert error.message == "clip_value must be at least 1e-06, not 0"
command = parse('{"type":"change","id":1,"clip_value":0.5}')
assert command.given() == {"clip_value": 0.5}
page = render(load("en"))
assert 'data-optional="true" data-field="clip_value" data-kind="number"' in page
assert '"clip_value":null' in page.split('id="page-data"')[1]

Trainer(Experiment(activation="arctan", dataset="stripes", hidden=(3,))).step(20)
assert '<option value="arctan"' in page
Trainer(Experiment(loss="pseudo_huber", hidden=(3,))).step(20)
assert '<option value="pseudo_huber"' in page
assert 'name="dataset" value="stripes"' in page

session = Session(None, clock=time.perf_counter)
[ack] = session.handle(parse('{"type":"say","id":1,"text":"look"}'), now=0.0)
assert (ack.type, ack.message.key, ack.applied) == ("ack", "said", {"text": "look"})
with raises(ProtocolError) as refused:
    parse('{"type":"say","id":1,"text":""}')
assert (refused.value.code, refused.value.limit) == ("limit_exceeded", 1)

trainer = Trainer(Experiment(hidden=(3,)))
trainer.step(3)
watch = Watch(type="watch", id=1, sections=("unit_span",))
frame = Frame((trainer,), watch, number=1)
packed = frame.pack([Readout(trainer)], (0, 1, 0, 0, 0, 0, 0.0, 0.0))
z = np.concatenate([layer.z for layer in trainer.trace().layers])
assert [section.shape for section in frame.layout.sections] == [(3,), (1,)]
assert packed[40:] == np.float32(z.max(axis=1) - z.min(axis=1)).tobytes()

assert 'name="lens" value="before"' in page
trainer = Trainer(Experiment(features=("x2", "cos_x1")))
assert np.array_equal(trainer.data.train_x[1], np.cos(trainer.data.train_points[0]))
assert '"cos_x1":[["x1","cos"]]' in page
assert 'name="quantity" value="ratio"' in page
trainer = Trainer(Experiment(hidden=(3,)))
trainer.step()
record = Record()
record.add_point(Readout(trainer), trainer)
kept = record.history(0).update_ratio
assert kept == (tuple(diagnostics(trainer).update_ratio.tolist()),)
print("all follows")
"""


def test_what_follows_from_an_entry_is_not_written_again(
    examples: Examples, root: Path, tmp_path: Path
) -> None:
    """An example changes the files that it names, three or fewer, and no others."""
    copy, expected = copied(root, tmp_path), set[str]()
    for heading, name in PLACES.items():
        insert(copy / name, examples.block(heading, "python"))
        expected.add(name)
        assert differing(root, copy) == sorted(expected)
    for heading, (names, applies) in HOW.items():
        if heading != "Language":  # a file of its own
            applies(examples, copy)
            expected.update(names)
            assert differing(root, copy) == sorted(expected), heading
            assert len(names) <= 3
    done = subprocess.run(
        [sys.executable, "-c", USED],
        capture_output=True,
        text=True,
        check=False,
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy)},
    )
    assert done.stdout == "all follows\n", done.stderr
