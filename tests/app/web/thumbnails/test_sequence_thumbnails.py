"""The pictures of the sequences."""

import re

import pytest

from app.web.thumbnails.sequence_thumbnails import sequence_thumbnail
from app.web.thumbnails.thumbnails import SIZE
from engine.data.sequences import SEQUENCES


def cells(task):
    """Return (x, y, tone) of every cell."""
    found = [
        (float(x), float(y), path.tone)
        for path in sequence_thumbnail(task)
        for x, y in re.findall(r"M([\d.]+) ([\d.]+)h[\d.]+", path.path)
    ]
    return sorted(found)


def rows(task):
    """Return the tones of each row, from above."""
    heights = sorted({y for _, y, _ in cells(task)})
    return [[tone for _, y, tone in cells(task) if y == height] for height in heights]


@pytest.mark.parametrize("task", SEQUENCES)
def test_cells_stay_within_the_picture(task):
    assert cells(task)
    assert all(0 < x < SIZE - 3 and 3 < y < SIZE - 3 for x, y, _ in cells(task))


def test_what_is_asked_is_below_what_arrives():
    tokens, in_order = rows("sort")
    assert sorted(tokens) == in_order
    assert len(set(tokens)) > 2
    assert rows("reverse") == [rows("reverse")[1][::-1], rows("reverse")[1]]
    assert rows("copy")[0] == rows("copy")[1]


def test_values_and_marks_have_a_row_each_and_their_sum_is_the_last_cell():
    values, marks, total = rows("adding")
    assert (len(values), len(marks), len(total)) == (7, 7, 1)
    assert marks.count("shade-4") == 2
    assert max(x for x, _, _ in cells("adding")) == cells("adding")[-1][0]


def test_symbols_have_the_colours_of_classes():
    assert all(tone.startswith("class-") for _, _, tone in cells("temporal_order"))
    assert all(tone.startswith("class-") for _, _, tone in cells("modular_addition"))
