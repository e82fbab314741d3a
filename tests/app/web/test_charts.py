"""The table of the lower chart: every figure has its section and its words."""

import pytest

from app.i18n import ENGLISH, load
from app.protocol.sections import KEPT
from app.web.charts import FIGURES, LayerFigure


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.name)
def test_a_figure_is_kept_in_the_history_and_has_its_words(figure: LayerFigure) -> None:
    assert figure.section in [row.name for row in KEPT]
    language = load(ENGLISH)
    parts = ("chart.quantity", "chart.title", "chart.measure", "table")
    keys = {f"chart.{figure.name}.keys", *(f"{part}.{figure.name}" for part in parts)}
    assert keys <= {**language.script, **language.later}.keys()


def test_all_that_the_history_keeps_can_be_shown() -> None:
    assert {figure.section for figure in FIGURES} == {row.name for row in KEPT}
