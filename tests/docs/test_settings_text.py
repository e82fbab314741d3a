"""docs/settings.md: one row per setting, with its values and its default."""

import json

import pytest

from engine import LIMITS, SETTINGS, Experiment, ExperimentError
from settings_text import settings_document

ROWS = {
    cells[0].strip("`"): cells[1:]
    for line in settings_document().splitlines()
    if line.startswith("| `")
    for cells in [[cell.strip() for cell in line.strip("|").split(" | ")]]
}


def test_every_setting_has_a_row_with_its_default() -> None:
    defaults = {name: json.loads(cells[2].strip("`")) for name, cells in ROWS.items()}
    assert Experiment.from_dict(defaults) == Experiment()
    assert list(ROWS) == list(SETTINGS)


@pytest.mark.parametrize("name", LIMITS)
def test_the_limits_in_words_are_the_limits(name: str) -> None:
    words = ROWS[name][1].split(";")[0].replace(",", "")
    assert [float(word) for word in words.split(" to ")] == list(LIMITS[name])


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("use_bias", "`true` `false`"),
        ("standardize", "`true` `false`; `null`: automatic"),
        ("clip_norm", "1e-06 to 1,000; `null`: none"),
        ("schedule", "`constant` `step` `exponential` `cosine`"),
        ("batch_size", "1 to 10,000; `full`"),
    ],
)
def test_values_are_named_as_they_are_written(name: str, values: str) -> None:
    assert ROWS[name][1] == values


@pytest.mark.parametrize("name", SETTINGS)
def test_what_needs_a_reset_is_what_the_engine_refuses_to_change(name: str) -> None:
    is_reset = ROWS[name][3] == "reset"
    assert is_reset == (name not in Experiment.live_fields)
    with pytest.raises(ExperimentError):
        Experiment(**{name: object()})
