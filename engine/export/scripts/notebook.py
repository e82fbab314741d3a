"""Notebook: the NumPy script in cells, with its formulas and a chart of the loss."""

from __future__ import annotations

import json
from typing import Any

from engine.export.script_section import ScriptSection
from engine.export.scripts.numpy_script import numpy_sections
from engine.training.trainer import Trainer

__all__ = ["notebook"]

CHART = ScriptSection(
    "The loss by step.",
    (
        "try:",
        "    import matplotlib.pyplot as plt",
        "except ImportError:",
        '    print("The chart needs matplotlib.")',
        "else:",
        "    steps, *columns = zip(*curve)",
        '    for name, column in zip(["training", "test"], columns):',
        '        plt.plot(steps, column, label=f"{name} loss")',
        '    plt.xlabel("step")',
        "    plt.legend()",
        "    plt.show()",
    ),
)


def notebook(trainer: Trainer, *, link: str = "") -> str:
    """Return a Jupyter notebook (format 4.5) that continues a run; see `numpy_script`.

    Raises
    ------
    ExperimentError
        As `numpy_script` does.
    """
    head, *sections = numpy_sections(trainer, link=link)
    cells: list[dict[str, Any]] = []
    title, *more = head.title.split("\n")
    address = ["", f"<{more[1]}>"] if more else []
    _add(cells, "markdown", [f"# {title.removesuffix('.')}", *address])
    _add(cells, "code", head.lines)
    for section in (*sections, CHART):
        formulas = [f"$$ {latex} $$" for latex in section.formulas]
        spaced = [line for formula in formulas for line in ("", formula)]
        _add(cells, "markdown", [f"## {section.title.removesuffix('.')}", *spaced])
        _add(cells, "code", section.lines)
    document = {
        "cells": cells,
        "metadata": {
            "kernelspec": {
                "display_name": "Python 3",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _add(cells: list[dict[str, Any]], kind: str, lines: Any) -> None:
    """Append a cell; its id is its number."""
    text = "\n".join(lines).strip("\n")
    cell: dict[str, Any] = {
        "cell_type": kind,
        "id": f"cell-{len(cells) + 1}",
        "metadata": {},
        "source": text.splitlines(keepends=True),
    }
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    cells.append(cell)
