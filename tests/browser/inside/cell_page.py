"""Reads the numbers of the inspector for a cell or a weight of any network."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.browser.inside.inspector_page import ANSWERED, ASKS_EVERY_MS, checked, close
from tests.browser.settle import settle

READ = """() => {
  const PARTS = '.sign, .number-chip';
  const exact = (text) => text === '' ? null : Number(text);
  const numberOf = (each) => ({
    value: exact(each.dataset.value),
    text: (each.querySelector('b') ?? each).textContent,
    target: each.dataset.target ? JSON.parse(each.dataset.target) : null,
    tone: each.dataset.tone ?? '',
    name: each.dataset.name ?? '',
  });
  const signs = { '·': '*', '+': '+', '(': '(', ')': ')', '=': '' };
  const isSign = (each) => each.matches('.sign');
  const lineOf = (line) => {
    const parts = [...line.children].filter((each) => each.matches(PARTS));
    return {
      result: numberOf(line.querySelector('.result')),
      chips: parts.filter((each) => !isSign(each)).map(numberOf),
      isFunction: parts.some((each) => isSign(each) && !(each.textContent in signs)),
      signs: parts.map((each) => isSign(each) ? signs[each.textContent] : 'chip'),
    };
  };
  const bars = (box, query) => [...box.querySelectorAll(query)].map((each) => ({
    value: exact(each.dataset.value),
    sample: Number(each.dataset.sample ?? -1),
    isOpen: each.classList.contains('open'),
  }));
  const body = document.getElementById('inspector-body');
  return {
    title: document.getElementById('inspected').textContent,
    step: document.querySelector('.inspected-step').textContent,
    sections: [...body.querySelectorAll('.inspect')].map((box) => ({
      hint: box.querySelector('.inspect-head .soft').textContent,
      lines: [...box.querySelectorAll(':scope > .expression')].map(lineOf),
      terms: bars(box, '[data-term]'),
      samples: bars(box, '[data-sample]'),
    })),
    update: [...body.querySelectorAll('.update > .expression')].map(lineOf),
  };
}"""
"""All numbers of the inspector, as texts and as their attributes."""


def read_cell(page: Page) -> dict[str, Any]:
    """Return the numbers of what is selected, once they are there."""
    settle(page, timers_ms=ASKS_EVERY_MS, answered=ANSWERED)
    found: dict[str, Any] = page.evaluate(READ)
    return found


def expression(line: dict[str, Any]) -> str:
    """Return the sum or product that a line is, of the numbers of its chips."""
    chips = iter(line["chips"])
    signs = (next(chips)["value"] if each == "chip" else each for each in line["signs"])
    return " ".join(filter(None, map(str, signs)))


def line_value(line: dict[str, Any]) -> Any:
    """Return the number that a line ends in; it follows from those before it.

    The others of a function are in no expression: they are compared with the step.
    """
    (value,) = checked([line["result"]])
    chips = checked(line["chips"])
    if value is not None and chips and not line["isFunction"]:
        assert None not in chips
        text = expression(line)
        assert set(text) <= set("0123456789.e+-*() ")
        assert value == close(eval(text, {"__builtins__": {}}), *chips), text
    return value
