"""The README's map is the tree, and the files that it names exist."""

import json
import re
import subprocess
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
from app.i18n import Language, load, speak


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    return (root / "README.md").read_text("utf-8")


@pytest.fixture(scope="module")
def tracked(root: Path) -> set[str]:
    """Return the files of the project, from git or, without it, from the folder."""
    git = ["git", "-C", str(root), "ls-files"]
    try:
        return set(subprocess.check_output(git, text=True).splitlines())
    except (OSError, subprocess.CalledProcessError):
        found = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
        return {path.as_posix() for path in found if not path.parts[0].startswith(".")}


def test_every_folder_at_the_top_is_on_the_map(readme: str, tracked: set[str]) -> None:
    folders = {name.split("/")[0] + "/" for name in tracked if "/" in name}
    assert not [folder for folder in sorted(folders) if folder not in readme]


def test_every_file_that_it_names_exists(readme: str, root: Path) -> None:
    named = re.findall(r"`((?:[\w.-]+/)+[\w.-]+\.\w+)`", readme)
    named += re.findall(r"\]\((?!https?:|#)([^)#]+)", readme)
    assert named
    assert not [name for name in named if not (root / name).exists()]


def test_both_commands_come_first(readme: str) -> None:
    commands = readme.index("python3 run.py"), readme.index("python3 run.py test")
    assert max(commands) < readme.index("\n## ")


def test_the_picture_is_a_committed_file(readme: str, tracked: set[str]) -> None:
    picture = re.search(r"!\[[^\]]+\]\(([^)]+)\)", readme)
    assert picture
    assert picture.group(1) in tracked


def example(readme: str, heading: str) -> tuple[str, str]:
    """Return the definitions and the table entry of an example of the README."""
    section = readme.split(f"\n### {heading}\n")[1]
    block = re.search(r"```python\n(.*?)```", section, re.DOTALL)
    assert block
    before, _, entry = block.group(1).partition("# in ")
    return before, entry.partition("\n")[2]


def evaluated(readme: str, heading: str, module: ModuleType) -> Any:
    names = dict(vars(module))
    definitions, entry = example(readme, heading)
    exec(definitions, names)
    return eval(f"({entry})", names)


def run_calls(calls: Iterable[tuple[Callable[..., Any], tuple[Any, ...]]]) -> None:
    for function, arguments in calls:
        function(*arguments)


def test_the_example_activation_is_right(readme: str) -> None:
    entry = evaluated(readme, "Activation", engine.functions.activations)

    def f(z: np.ndarray) -> np.ndarray:
        a, t = np.empty_like(z), np.empty_like(z)
        run_calls(entry.forward(z, a, t))
        return a

    z = np.linspace(-4, 4, 42)[None]
    a, df, t = f(z), np.empty_like(z), np.empty_like(z)
    run_calls(entry.local(z, a, df, t))
    slope = (f(z + 1e-6) - f(z - 1e-6)) / 2e-6
    np.testing.assert_allclose(df, slope, rtol=0, atol=1e-8)
    np.testing.assert_array_equal(a, z / (1 + np.abs(z)))
    assert entry.name not in engine.functions.activations.ACTIVATIONS


def test_the_example_dataset_trains(
    readme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = evaluated(readme, "Dataset", engine.data.datasets)
    assert entry.name not in engine.data.datasets.DATASETS
    monkeypatch.setitem(engine.data.datasets.DATASETS, entry.name, entry)
    trainer = engine.Trainer(engine.Experiment(dataset=entry.name))
    before = trainer.train_loss
    trainer.step(500)
    assert trainer.train_loss < before


def test_the_example_control_is_drawn(
    readme: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = evaluated(readme, "Control", app.web.controls)
    assert group.name not in [part.name for part in app.web.controls.MORE]
    block = re.search(r"### Control\n.*?```json\n(.*?)```", readme, re.DOTALL)
    assert block
    catalogue = (root / "app/languages/en.json").read_text(encoding="utf-8")
    parts = json.loads(catalogue)
    parts["page"] |= json.loads(block.group(1))
    monkeypatch.setattr(app.web.page, "MORE", (*app.web.controls.MORE, group))
    speak(Language("en", parts))
    try:
        page = app.web.page.render()
        assert group.title in page
    finally:
        speak(load("en"))
    assert f'data-field="{group.controls[0].field}"' in page
