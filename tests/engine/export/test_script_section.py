"""Sections are joined to a script, and their lines of code are counted."""

import pytest

from engine import ExperimentError
from engine.export.script_section import (
    ScriptSection,
    checked_link,
    indented,
    joined,
    titled,
)


def test_sections_become_a_script_with_functions_apart():
    sections = [
        ScriptSection("What it is.", ("import math",)),
        ScriptSection("Numbers.", ("a = 1",)),
        ScriptSection("Functions.", ("def f():", "    return a")),
        ScriptSection("Use.", ("f()",)),
    ]
    assert joined(sections) == (
        '"""What it is."""\n\nimport math\n\n# Numbers.\na = 1\n\n\n'
        "# Functions.\ndef f():\n    return a\n\n\n# Use.\nf()\n"
    )


@pytest.mark.parametrize(
    ("line", "is_code"),
    [
        ("", False),
        ("# a comment", False),
        ('    """A docstring."""', False),
        ("a, b = 1e-8, -2", False),
        ("names = ['x', \"y\"]", False),
        ("rng.bit_generator.state = {'state': {'inc': 3}}", False),
        ("X = np.array([[1.0, 2.0]])", False),
        ('w = array("abc", 3)', False),
        ("best = np.inf", True),
        ("    g = []", True),
        ("f = {", True),
        ("import math", True),
        ("w += update", True),
    ],
)
def test_lines_of_code_are_all_but_comments_and_numbers(line, is_code):
    assert ScriptSection("", (line,)).n_code_lines == is_code


def test_lines_of_a_block_are_indented_and_empty_ones_stay_empty():
    assert indented(["a", "", "  b"]) == ["    a", "", "      b"]


@pytest.mark.parametrize(
    "link", ["", "http://127.0.0.1:8000/#s=3&h=4,2", "https://a.example/x?y=%22#z~_-."]
)
def test_an_address_is_a_link(link):
    assert checked_link(link) == link


def test_what_would_end_a_docstring_is_percent_encoded():
    assert checked_link('http://a/"""+b\\') == "http://a/%22%22%22+b%5C"
    assert checked_link("http://a/#<b>'`{}") == "http://a/#%3Cb%3E%27%60%7B%7D"


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "http://a\nimport os",
        "http://a b",
        "http://",
        "http://ä",
        "http://" + "a" * 100_000,
    ],
)
def test_what_is_no_address_is_refused(link):
    with pytest.raises(ExperimentError) as caught:
        checked_link(link)
    assert caught.value.field == "link"
    assert len(caught.value.message) < 100


def test_no_formula_of_a_section_comes_twice():
    section = titled("What it is.", ["a = 1"], ["x", "y", "x"])
    assert section == ScriptSection("What it is.", ("a = 1",), ("x", "y"))
