"""What is known of a function is in its table: no other code asks for its name."""

import ast
import io
import tokenize
from pathlib import Path

import pytest


def compared_names(tree: ast.AST) -> list[tuple[int, str]]:
    """Return the strings that are compared with, and their lines."""
    comparisons = [node for node in ast.walk(tree) if isinstance(node, ast.Compare)]
    comparisons += [n.pattern for n in ast.walk(tree) if isinstance(n, ast.match_case)]
    return [
        (node.lineno, node.value)
        for comparison in comparisons
        for node in ast.walk(comparison)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def listed_names(tree: ast.AST) -> list[tuple[int, str]]:
    """Return the strings in tuples, lists and sets, and their lines."""
    lists = (ast.Tuple, ast.List, ast.Set)
    return [
        (node.lineno, node.value)
        for found in ast.walk(tree)
        if isinstance(found, lists)
        for node in found.elts
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


@pytest.mark.parametrize("folder", ["engine", "app"])
def test_softmax_and_losses_are_asked_for_by_no_name(folder: str, root: Path) -> None:
    from engine.functions.losses import LOSSES

    files = sorted((root / folder).rglob("*.py"))
    asked = [
        f"{path.relative_to(root)}:{line}: {name}"
        for path in files
        for line, name in compared_names(ast.parse(path.read_text("utf-8")))
        if name == "softmax" or name in LOSSES
    ]
    assert len(files) > 50
    assert not asked


def test_softmax_and_losses_are_in_no_list_beside_the_tables(root: Path) -> None:
    from engine.functions.losses import LOSSES

    tables = root / "engine" / "functions"
    listed = [
        f"{path.relative_to(root)}:{line}: {name}"
        for path in sorted((root / "engine").rglob("*.py"))
        if not path.is_relative_to(tables)
        for line, name in listed_names(ast.parse(path.read_text("utf-8")))
        if name == "softmax" or name in LOSSES
    ]
    assert not listed


def test_no_flag_says_that_a_loss_is_fused(root: Path) -> None:
    named = [
        f"{path.relative_to(root)}:{token.start[0]}: {token.string}"
        for path in sorted((root / "engine").rglob("*.py"))
        if "fused" in (text := path.read_text("utf-8"))
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.NAME and token.string.strip("_").endswith("fused")
    ]
    assert not named


def test_a_comparison_with_a_name_is_noticed() -> None:
    code = 'if f == "softmax" or "mse" in losses: pass\nmatch f:\n case "huber": pass'
    names = [name for _, name in compared_names(ast.parse(code))]
    assert names == ["softmax", "mse", "huber"]


def test_a_name_in_a_list_is_noticed() -> None:
    code = 'OF_Z = ("mse", "hinge")\nX = {"softmax"}\nF = {"huber": 1}'
    names = [name for _, name in listed_names(ast.parse(code))]
    assert names == ["mse", "hinge", "softmax"]
