"""CONTRIBUTING.md: its examples are right, and the files that it names exist."""

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import app.web.controls
import app.web.page
import engine
import engine.data.datasets
import engine.functions.activations
import engine.functions.losses
from app.i18n import Language
from tests.house.examples import (
    CHARTS,
    PLACES,
    READERS,
    RESULTS,
    SECTIONS,
    WORDS,
    Examples,
    parts,
)


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
    for name in (CHARTS, RESULTS):
        assert f"`{name}`" in examples.section("Chart")
    for name in (SECTIONS, READERS):
        assert f"`{name}`" in examples.section("Section of a frame")
    for heading in ("Control", "Language"):
        assert f"`{WORDS}`" in examples.section(heading)


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
    np.testing.assert_array_equal(a, z / (1 + np.abs(z)))
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


def test_the_example_control_is_drawn(
    examples: Examples, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = evaluated(examples, "Control", app.web.controls)
    assert group.name not in [part.name for part in app.web.controls.MORE]
    catalogue = json.loads((root / WORDS).read_text("utf-8"))
    catalogue["page"] |= examples.words("Control")["page"]
    groups = (*app.web.controls.MORE, group)
    monkeypatch.setattr(app.web.page_context, "MORE", groups)
    page = app.web.page.render(Language("en", catalogue))
    assert catalogue["page"][group.title_key] in page
    assert f'data-field="{group.controls[0].field}"' in page
