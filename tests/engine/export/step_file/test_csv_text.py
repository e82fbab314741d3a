"""A CSV file has exact numbers, and no text of it is a formula in any spreadsheet."""

import csv
import io
import math

import numpy as np
import pytest

from engine.export.step_file.csv_text import cell_text, line_text

FORMULA = "=+-@\t\r\n＝＋－＠"  # noqa: RUF001
HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "＝1",  # noqa: RUF001
    '=HYPERLINK("http://a.b","x")',
    "a\n=1",
    "a\r\n@b",
    "a;=1",
    "a\t+1",
    "a|=1",
    '";=1',
    "=cmd|' /C calc'!A0",
    "a; =1",
    "\t",
    "-",
]


def cells(text, separator):
    return [
        cell
        for row in csv.reader(io.StringIO(text, ""), delimiter=separator)
        for cell in row
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_a_formula_wherever_a_program_parts_the_cells(text):
    written = line_text(("name", text, "end"))
    for separator in ",;\t|":
        for cell in cells(written, separator):
            assert not cell.lstrip(" ").startswith(tuple(FORMULA)), (separator, cell)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_without_the_guard_is_seen_to_fail(text):
    buffer = io.StringIO("", "")
    csv.writer(buffer).writerow(("name", text, "end"))
    found = [cell for s in ",;\t|" for cell in cells(buffer.getvalue(), s)]
    assert any(cell.lstrip(" ").startswith(tuple(FORMULA)) for cell in found)


@pytest.mark.parametrize(
    "text", ["x1", "a-b", "3 = 4", "Größe, cm", 'the "best"', "a\nb"]
)
def test_other_texts_are_read_as_they_were(text):
    assert cells(line_text((text, None)), ",") == [text, ""]


def test_numbers_are_exact_and_negative_ones_have_no_apostrophe():
    numbers = [-0.1, 1 / 3, 5e-324, -1.7976931348623157e308, 3, -7, math.inf]
    numbers += np.random.default_rng(0).normal(size=100).tolist()
    assert [float(cell) for cell in cells(line_text(numbers), ",")] == numbers


def test_lines_end_as_the_standard_asks():
    assert line_text(("a", 1, None, 2.5)) == "a,1,,2.5\r\n"
    assert cell_text('say "x"') == '"say ""x"""'
