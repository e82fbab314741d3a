"""The view at first: every choice of it is offered, and the HTML shows it."""

from typing import Any

import pytest

from app.i18n import ENGLISH, load
from app.web.default_view import DEFAULT_VIEW
from app.web.page import render
from tests.app.web.conftest import Elements

Inputs = list[dict[str, str | None]]

RADIOS = {
    "tab": "tab",
    "lens": "lens",
    "nodeLens": "node-lens",
    "by": "by",
    "answers": "answers",
    "curve": "curve",
    "quantity": "quantity",
}
"""The names of the choices in the HTML."""
SWITCHES = {"logLoss": "log-loss", "logSteps": "log-steps", "shortcuts": "shortcuts"}
SLIDERS = {"smoothing": "smoothing", "layerSmoothing": "layer-smoothing"}


def inputs_of(html: str) -> Inputs:
    parser = Elements()
    parser.feed(html)
    return [attributes for tag, attributes in parser.found if tag == "input"]


def shown(inputs: Inputs) -> dict[str, Any]:
    """Return the view that a page shows, all but the speed."""
    by_id = {each["id"]: each for each in inputs if "id" in each}
    radios = {each["name"]: each["value"] for each in inputs if is_chosen(each)}
    return {
        **{name: radios[group] for name, group in RADIOS.items()},
        **{name: "checked" in by_id[place] for name, place in SWITCHES.items()},
        **{name: by_id[place]["value"] for name, place in SLIDERS.items()},
    }


def is_chosen(attributes: dict[str, str | None]) -> bool:
    return attributes["type"] == "radio" and "checked" in attributes


def as_text(view: dict[str, Any]) -> dict[str, Any]:
    """Return a view without the speed, with the values of its sliders as text."""
    known = {name: value for name, value in view.items() if name != "speed"}
    return {**known, **{name: str(view[name]) for name in SLIDERS}}


def test_the_page_shows_the_view_whatever_it_is(
    html: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = inputs_of(html)
    assert shown(inputs) == as_text(DEFAULT_VIEW)
    for name, group in RADIOS.items():
        last = [each["value"] for each in inputs if each.get("name") == group][-1]
        assert last != DEFAULT_VIEW[name]
        monkeypatch.setitem(DEFAULT_VIEW, name, last)
    for name in SWITCHES:
        monkeypatch.setitem(DEFAULT_VIEW, name, not DEFAULT_VIEW[name])
    for name in SLIDERS:
        monkeypatch.setitem(DEFAULT_VIEW, name, 0.7)
    assert shown(inputs_of(render(load(ENGLISH)))) == as_text(DEFAULT_VIEW)
