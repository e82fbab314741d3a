"""The pictures of the datasets."""

import pytest

from app.i18n import ENGLISH, load
from app.web.thumbnails.thumbnails import SIZE, thumbnail
from engine import catalog
from engine.data.datasets import DATASETS

TEXT = load(ENGLISH).text


@pytest.mark.parametrize("name", DATASETS)
def test_a_thumbnail_stays_within_its_picture(name):
    marks = thumbnail(name)
    assert marks
    for mark in marks:
        numbers = [
            float(number)
            for start in mark.path.split("M")[1:]
            for number in start.split("h")[0].split()
        ]
        assert all(0 <= number <= SIZE for number in numbers)


def test_every_dataset_has_a_picture(html):
    for entry in catalog()["datasets"]:
        start = html.index(f'name="dataset" value="{entry["name"]}"')
        picture = html[start : html.index("</svg>", start)]
        assert '<path class="' in picture, entry["name"]
