"""Comments and documents are plain sentences, in which objects are not people."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

OF_PEOPLE = re.compile(
    r"\b(stands?|stood|standing|lets?|letting|says?|said|saying|knows?|knew|whoever)\b",
    re.IGNORECASE,
)
TYPE = re.compile(r"\{[^{}]*\}")
NAME = re.compile(r"`[^`]*`|@(?:property|param)\s+\S+")
FOLDERS = (
    "app",
    "engine",
    "benchmarks",
    "docs",
    "static/js",
    "static/css",
    "tests",
    "*.md",
    "*.py",
)


def of_python(text: str) -> Iterator[str]:
    """Yield the docstrings and the comments of a module."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Expr(value=ast.Constant(value=str(words))):
                yield words
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.string


def of_script(text: str) -> Iterator[str]:
    """Yield the comments of a script or a style sheet."""
    for found in re.finditer(r"/\*.*?\*/|^\s*//[^\n]*", text, re.DOTALL | re.MULTILINE):
        yield found[0]


def of_text(text: str) -> Iterator[str]:
    """Yield the paragraphs of a document, without its blocks of code."""
    yield from re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.M).split("\n\n")


COMMENTS = {".py": of_python, ".js": of_script, ".css": of_script, ".md": of_text}
OF_VISITS = "docs/first-use.md"
"""What people did and found: the only document about them."""


def words_of_people(comment: str) -> list[str]:
    """Return the words of a comment that are for people alone; types may be nested."""
    while (without := TYPE.sub("", comment)) != comment:
        comment = without
    return [found[0] for found in OF_PEOPLE.finditer(NAME.sub("", comment))]


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_object_does_what_people_do(folder: str, root: Path) -> None:
    found = [
        f"{path.relative_to(root)}: {comment.strip()[:80]}"
        for path in (*sorted((root / folder).rglob("*")), *sorted(root.glob(folder)))
        if path.suffix in COMMENTS
        and path != root / OF_VISITS
        and OF_PEOPLE.search(text := path.read_text("utf-8"))
        for comment in COMMENTS[path.suffix](text)
        if words_of_people(comment)
    ]
    assert not found


@pytest.mark.parametrize(
    ("comment", "words"),
    [
        ("Says which sample a number is of.", ["Says"]),
        ("@param {{ say: (text: string) => void }} sheet", []),
        ("@property {(text: string) => void} say", []),
        ("Whoever lets `stands` stand", ["Whoever", "lets", "stand"]),
        ("understand, outlets", []),
    ],
)
def test_names_and_types_are_no_words(comment: str, words: list[str]) -> None:
    assert words_of_people(comment) == words
