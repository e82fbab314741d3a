"""Reads all numbers of the inspector from the page, and brings the page to a state."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.settle import settle

READ = """() => {
  const exact = (text) => text === '' ? null : Number(text);
  const numbers = (box, query) => [...box.querySelectorAll(query)].map((each) => ({
    value: exact(each.dataset.value),
    text: (each.querySelector('b') ?? each).textContent,
    name: each.dataset.name ?? '',
    op: Number(each.closest('[data-op]')?.dataset.op ?? -1),
  }));
  const body = document.getElementById('inspector-body');
  const signs = { '·': '*', '+': '+', '(': '(', ')': ')' };
  const expression = (part) => [...part.querySelector('.expression').children]
    .filter((each) => each.matches('.sign, .number-chip')).slice(1)
    .map((each) => each.dataset.value ?? signs[each.textContent] ?? '').join(' ');
  const parts = [...body.querySelectorAll('[data-part]')].map((part) => [
    part.dataset.part,
    {
      result: numbers(part, '.result')[0],
      chips: numbers(part, '.number-chip'),
      expression: expression(part),
    },
  ]);
  return {
    title: document.getElementById('inspected').textContent,
    step: document.querySelector('.inspected-step').textContent,
    text: body.textContent,
    parts: Object.fromEntries(parts),
    bars: [...body.querySelectorAll('.pull')].map((bar) => ({
      sample: Number(bar.dataset.sample),
      term: exact(bar.dataset.value),
      open: bar.classList.contains('open'),
    })),
    summary: numbers(body, '.update > .expression .number-chip'),
    made: numbers(body, '.update > .expression .result')[0],
    between: numbers(body, '.update .between > b'),
    changes: numbers(body, '.update .change > b[data-name]'),
  };
}"""
"""All numbers of the inspector, as texts and as their attributes."""
GO = """([place, unit, weight]) => {
  const press = (key) => document.getElementById('network').dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true }));
  const said = () => document.getElementById('network-spoken').textContent;
  const until = (key, wanted) => {
    for (let i = 0; i < 20 && !new RegExp(wanted).test(said()); i += 1) press(key);
  };
  press('Escape');
  press('ArrowDown');
  until('ArrowRight', place);
  until('ArrowDown', unit);
  if (weight >= 0) press('e');
  for (let i = 0; i < weight; i += 1) press('ArrowDown');
  press('Enter');
  return said();
}"""
"""Pins a unit, or one of its weights, its bias being the last, by keys."""
FOLLOW = """(number) => {
  const box = document.getElementById('probe');
  box.value = number;
  box.dispatchEvent(new Event('change'));
}"""
STANDS_AT = """(step) => document.getElementById('out-step').textContent === step
  && window.unanswered.size === 0"""
ANSWERED = """() => window.unanswered.size === 0
  && document.getElementById('inspector-body').ariaBusy === 'false'"""
ASKS_EVERY_MS = 280
"""The page asks at most four times a second."""


def shown(text: str) -> float:
    """Return the number that a text is."""
    return float(text.replace("\u2212", "-").replace("\u2009", ""))


def checked(numbers: list[dict[str, Any]]) -> list[Any]:
    """Return the numbers that are written, with all digits; None is no number."""
    for each in numbers:
        value, text = each["value"], each["text"]
        assert text == "not yet" if value is None else shown(text) == value
    return [each["value"] for each in numbers]


def results(found: dict[str, Any]) -> dict[str, Any]:
    """Return the number that each part is."""
    return {name: checked([each["result"]])[0] for name, each in found["parts"].items()}


def close(value: float, *terms: float) -> Any:
    """Allow for 1e-9 of the largest number that went in."""
    largest = max(map(abs, (value, *terms)))
    return pytest.approx(value, rel=1e-9, abs=1e-9 * largest)


def derived(found: dict[str, Any], name: str) -> Any:
    """Return the sum or product of the numbers before a part's result."""
    part = found["parts"][name]
    numbers = [each["value"] for each in part["chips"]]
    assert set(part["expression"]) <= set("0123456789.e+-*() ")
    return close(eval(part["expression"], {"__builtins__": {}}), *numbers)


def is_sum_or_product(found: dict[str, Any], name: str) -> bool:
    """Return whether a part is written as a sum or product of other numbers."""
    text = found["parts"].get(name, {}).get("expression", "")
    return " + " in text or " * " in text


def prepare(page: Page, settings: dict[str, Any]) -> None:
    """Open an experiment by its link, in the page that is open, with all digits."""
    link = "&".join(f"{name}={_written(value)}" for name, value in settings.items())
    page.evaluate("hash => { location.hash = hash }", f"#v=1&view=inside&{link}")
    page.wait_for_selector(f"#out-seed:text-is('{settings['seed']}')")
    page.wait_for_function(STANDS_AT, arg="0")
    page.locator("#inspector-digits input[value='17']").check(force=True)
    follow(page, None)


def _written(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def train_to(page: Page, n_steps: int, n_ops: int = 0) -> None:
    """Finish steps one by one, and run so many operations of the next."""
    for step in range(int(page.inner_text("#out-step")) + 1, n_steps + 1):
        page.click("#program-finish")
        page.wait_for_function(STANDS_AT, arg=str(step))
    if n_ops:
        page.click("#program-on")  # A click on a row would go back in the last step.
        _wait_for_op(page, 0)
        page.evaluate("row => document.querySelector(row).click()", _row(n_ops - 1))
        _wait_for_op(page, n_ops - 1)


def _row(op: int) -> str:
    return f".op-row[data-op='{op}']"


def _wait_for_op(page: Page, op: int) -> None:
    page.wait_for_selector(f"{_row(op)}[aria-current=step]", state="attached")


def follow(page: Page, sample: int | None) -> None:
    """Follow a training sample, counted from 0, or none."""
    page.evaluate(FOLLOW, "" if sample is None else str(sample + 1))


def read(page: Page, layer: int, row: int, weight: int, *, last: int) -> dict[str, Any]:
    """Pin a unit, or a weight or bias of it, and read its numbers once they are there.

    ``weight`` is -1 for the unit, and the number of its inputs for the bias.
    """
    place = "^Output unit" if layer == last else f"layer {layer + 1}\\."
    unit = f"nit {row + 1}\\b" if layer == last else f"^Unit {row + 1} of"
    said = page.evaluate(GO, [place, unit, weight])
    page.wait_for_function(
        "said => said.startsWith(document.getElementById('inspected').textContent)",
        arg=said,
    )
    settle(page, timers_ms=ASKS_EVERY_MS, answered=ANSWERED)
    found: dict[str, Any] = page.evaluate(READ)
    return found
