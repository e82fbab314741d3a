"""The examples of CONTRIBUTING.md, and how they are applied to a checkout."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from textwrap import indent
from typing import TypeAlias

# Where an example goes, by its text.
PLACES = {
    "Activation": "engine/functions/activations.py",
    "Loss": "engine/functions/losses.py",
    "Dataset": "engine/data/datasets.py",
    "Input": "engine/data/features.py",
}
SECTIONS = "app/protocol/sections.py"
READERS = "engine/inspection/readout/readout.py"
FIELDS = "engine/experiment/settings.py"
UPDATE = "engine/program/ops/update.py"
COMMANDS = "app/protocol/commands/commands.py"
HANDLERS = "app/session/commands/commands.py"
LENSES = "app/web/lenses.py"
FIGURES = "app/web/charts.py"
CHARTS = "static/js/panels/charts/curves.js"
RESULTS = "templates/results/_results.html"
WORDS = "app/languages/en.json"


class Examples:
    """The code blocks below the headings of the document."""

    def __init__(self, root: Path) -> None:
        self.text = (root / "CONTRIBUTING.md").read_text("utf-8")

    def section(self, heading: str) -> str:
        """Return the text below a heading of the third level."""
        below = self.text.split(f"\n### {heading}\n")[1]
        return re.split(r"^##", below, flags=re.MULTILINE)[0]

    def block(self, heading: str, language: str) -> str:
        """Return the one code block of a language below a heading."""
        [block] = self.blocks(heading, language)
        return block

    def blocks(self, heading: str, language: str) -> list[str]:
        """Return the code blocks of a language below a heading."""
        pattern = rf"^```{language}\n(.*?)^```$"
        return re.findall(pattern, self.section(heading), re.DOTALL | re.MULTILINE)

    def words(self, heading: str) -> dict[str, dict[str, str]]:
        """Return the entries of the catalogue below a heading."""
        return dict(json.loads(self.block(heading, "json")))


def parts(block: str) -> tuple[str, str, str]:
    """Return (definitions, name of the table, entry) of a code block."""
    found = re.fullmatch(
        r"(.*?)^(?:#|//) in (\w+):\n(.*)", block, re.DOTALL | re.MULTILINE
    )
    assert found
    return found[1], found[2], found[3]


def insert(path: Path, block: str) -> None:
    """Write the definitions before a table, and the entry at its beginning."""
    definitions, table, entry = parts(block)
    bracket = r"\{" if re.match(r'"?\w+"?: ', entry) else r"[(\[]"
    opening = rf"^(?: *(?:export )?const )?{table}\b(?:[^\n]*\n)*?[^\n]*{bracket}\n"
    text = path.read_text("utf-8")
    found = re.search(opening, text, re.MULTILINE)
    assert found, f"{path} has no {table}"
    added = f"{definitions}\n{found[0]}{entry.rstrip()},\n"
    path.write_text(text[: found.start()] + added + text[found.end() :], "utf-8")


def insert_method(path: Path, method: str) -> None:
    """Write a method before the first one of a module's first class."""
    before, sign, after = path.read_text("utf-8").partition("    def __init__(")
    path.write_text(before + indent(method, " " * 4) + "\n" + sign + after, "utf-8")


def insert_command(root: Path, model: str, handler: str) -> None:
    """Write the class of a command before the last one, and its handler."""
    path = root / COMMANDS
    before, sign, after = path.read_text("utf-8").partition("class FrameAck(")
    path.write_text(f"{before}{model}\n\n{sign}{after}", "utf-8")
    [name] = re.findall(r"^class (\w+)", model, re.MULTILINE)
    insert(root / HANDLERS, handler)
    path = root / HANDLERS
    imported = f"from {COMMANDS[:-3].replace('/', '.')} import {name}\n"
    text = path.read_text("utf-8")
    path.write_text(text.replace("\nfrom ", f"\n{imported}from ", 1), "utf-8")


def insert_row(path: Path, block: str) -> None:
    """Write a row after the last one of a table that is a class."""
    _, table, row = parts(block)
    before, sign, after = path.read_text("utf-8").partition(f"\nclass {table}:")
    assert sign, f"{path} has no {table}"
    rows, end, rest = after.partition("\n\n\n")
    added = f"\n{indent(row.rstrip(), ' ' * 4)}"
    path.write_text(before + sign + rows + added + end + rest, "utf-8")


def apply_setting(examples: Examples, root: Path) -> None:
    """Apply the example of a setting to the checkout in ``root``."""
    row, op = examples.blocks("Setting", "python")
    insert_row(root / FIELDS, row)
    insert(root / UPDATE, op)
    add_words(root / WORDS, examples.words("Setting"))


def add_words(path: Path, words: dict[str, dict[str, str]]) -> None:
    """Add entries to a catalogue."""
    catalogue = json.loads(path.read_text("utf-8"))
    for part, entries in words.items():
        catalogue[part] |= entries
    path.write_text(json.dumps(catalogue), "utf-8")


def apply_chart(examples: Examples, root: Path) -> None:
    """Apply the example of a chart to the checkout in ``root``."""
    insert(root / CHARTS, examples.block("Chart", "js"))
    results = root / RESULTS
    before, end, after = results.read_text("utf-8").partition("</section>")
    results.write_text(before + examples.block("Chart", "html") + end + after, "utf-8")
    add_words(root / WORDS, examples.words("Chart"))


def apply_figure(examples: Examples, root: Path) -> None:
    """Apply the example of a figure of the layers to the checkout in ``root``.

    The row of its section takes the place of the one that there is.
    """
    figure, row = examples.blocks("Figure of the layers", "python")
    insert(root / FIGURES, figure)
    [name] = re.findall(r'_figure\(\n    "(\w+)"', row)
    path = root / SECTIONS
    present = rf' {{4}}_figure\(\s*"{name}",.*?\n(?= {{4}}_)'
    text, count = re.subn(present, "", path.read_text("utf-8"), flags=re.DOTALL)
    assert count == 1, f"{path} has no {name}"
    path.write_text(text, "utf-8")
    insert(path, row)
    add_words(root / WORDS, examples.words("Figure of the layers"))


def apply_lens(examples: Examples, root: Path) -> None:
    """Apply the example of a lens to the checkout in ``root``."""
    insert(root / LENSES, examples.block("Lens", "python"))
    add_words(root / WORDS, examples.words("Lens"))


def apply_section(examples: Examples, root: Path) -> None:
    """Apply the example of a section of a frame to the checkout in ``root``."""
    row, reader = examples.blocks("Section of a frame", "python")
    insert(root / SECTIONS, row)
    insert_method(root / READERS, reader)


def apply_command(examples: Examples, root: Path) -> None:
    """Apply the example of a command to the checkout in ``root``."""
    insert_command(root, *examples.blocks("Command", "python"))
    add_words(root / WORDS, examples.words("Command"))


def apply_language(examples: Examples, root: Path) -> None:
    """Apply the example of a language to the checkout in ``root``."""
    german = (root / WORDS).with_stem("de")
    german.write_bytes((root / WORDS).read_bytes())
    add_words(german, examples.words("Language"))


Apply: TypeAlias = Callable[[Examples, Path], None]
HOW: dict[str, tuple[tuple[str, ...], Apply]] = {
    "Setting": ((FIELDS, UPDATE, WORDS), apply_setting),
    "Chart": ((RESULTS, CHARTS, WORDS), apply_chart),
    "Figure of the layers": ((FIGURES, SECTIONS, WORDS), apply_figure),
    "Lens": ((LENSES, WORDS), apply_lens),
    "Section of a frame": ((SECTIONS, READERS), apply_section),
    "Command": ((COMMANDS, HANDLERS, WORDS), apply_command),
    "Language": ((WORDS,), apply_language),
}
"""By heading: the files that an example names, and the function that applies it. The
last one copies the words of all others.
"""


def apply(examples: Examples, root: Path) -> None:
    """Apply every example to the checkout in ``root``."""
    for heading, name in PLACES.items():
        insert(root / name, examples.block(heading, "python"))
    for _, applies in HOW.values():
        applies(examples, root)
