"""Every module has a test file of its name, in a folder of its room's name."""

from __future__ import annotations

from pathlib import Path

import pytest

MIRRORED = ("app", "engine")
"""Packages whose modules all have a test file."""

WHOLE = {
    "app": {
        "test_every_network", "test_kill", "test_machine", "test_traversal",
        "test_uvicorn_interface",
    },
    "engine": {
        "test_attention_gradients", "test_attention_learning",
        "test_dense_explanations", "test_docs", "test_every_network", "test_formulas",
        "test_gradients", "test_graph_gradients", "test_learning",
        "test_picture_gradients", "test_picture_learning", "test_recurrent_training",
        "test_sequence_learning", "test_worked_examples",
    },
}  # fmt: skip
"""Test files of a whole package, by package: they test no single module."""


def modules(root: Path, package: str) -> set[str]:
    """Return the modules of a package, as paths in it without ``.py``."""
    files = (root / package).rglob("*.py")
    return {
        str(path.relative_to(root / package).with_suffix(""))
        for path in files
        if path.stem != "__init__"
    }


def named_by_tests(root: Path, package: str) -> set[str]:
    """Return the modules that a package's test files are named after."""
    folder = root / "tests" / package
    return {
        str(path.relative_to(folder).with_name(path.stem.removeprefix("test_")))
        for path in folder.rglob("test_*.py")
        if path.stem not in WHOLE.get(package, set()) or path.parent != folder
    }


def faults(root: Path, package: str) -> dict[str, set[str]]:
    """Return modules without a test file, and test files without a module."""
    there, named = modules(root, package), named_by_tests(root, package)
    return {"without a test": there - named, "without a module": named - there}


@pytest.mark.parametrize("package", MIRRORED)
def test_modules_and_test_files_mirror_each_other(root, package):
    assert faults(root, package) == {"without a test": set(), "without a module": set()}


@pytest.mark.parametrize("package", MIRRORED)
def test_every_exception_is_needed(root, package):
    for name in WHOLE[package]:
        assert (root / "tests" / package / f"{name}.py").is_file()
        assert name.removeprefix("test_") not in modules(root, package)


def test_a_missing_and_an_orphaned_test_file_are_seen(tmp_path):
    for name in ("engine/a/one.py", "engine/a/__init__.py", "engine/two.py",
                 "tests/engine/a/test_one.py", "tests/engine/test_gone.py",
                 "tests/engine/test_docs.py"):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert faults(tmp_path, "engine") == {
        "without a test": {"two"},
        "without a module": {"gone"},
    }
