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
