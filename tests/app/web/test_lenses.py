"""The tables of lenses: their sections exist, and so do their words."""

import pytest

from app.i18n import ENGLISH, load
from app.protocol.sections import SECTIONS, WATCHED
from app.web.lenses import LENSES, NODE_LENSES, Lens, NodeLens

COMPUTED = {"signal", "signal_b"}
"""Sections that the page computes from others."""
LAYERED = {row.name: row.each for row in SECTIONS if row.each}


@pytest.mark.parametrize("lens", LENSES, ids=lambda lens: lens.name)
def test_a_lens_shows_a_number_of_each_weight_and_bias(lens: Lens) -> None:
    assert {*lens.watch} <= {*WATCHED}
    if not COMPUTED.issuperset(lens.sections):
        assert [LAYERED[name] for name in lens.sections] == ["weight", "bias"]


@pytest.mark.parametrize("lens", NODE_LENSES[1:], ids=lambda lens: lens.name)
def test_a_lens_of_neurons_shows_a_number_of_each_unit(lens: NodeLens) -> None:
    assert LAYERED[lens.section] == "unit"
    script = load(ENGLISH).script
    for part in ("name", "text", "card"):
        assert f"node_lens.{lens.name}.{part}" in script


def test_at_first_neurons_show_heatmaps() -> None:
    assert NODE_LENSES[0].section == ""


def test_every_lens_has_its_legend() -> None:
    script = load(ENGLISH).script
    for lens in LENSES:
        assert {f"lens.{lens.name}", f"lens.{lens.name}.text"} <= script.keys()
