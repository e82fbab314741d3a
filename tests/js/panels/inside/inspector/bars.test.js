import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { makeBars, makeTerms } from "../../../../../static/js/panels/inside/inspector/bars.js";
import { openPage } from "../../../dom.js";
import { BARS } from "../derivations.js";

function made(t, bars = BARS, more = {}) {
  const { click } = openPage(t);
  const followed = [];
  const box = makeBars(bars, { sample: 7, digits: 4, onFollow: (sample) => followed.push(sample), ...more });
  return { box, followed, click, buttons: [...box.querySelectorAll("button")] };
}

test("there is a bar per sample, in the order of the batch, named and with all its digits", (t) => {
  const { buttons, box } = made(t);
  assert.deepEqual(
    buttons.map(({ dataset }) => [Number(dataset.sample), Number(dataset.value)]),
    [
      [41, 0.25],
      [7, -1],
      [3, 0],
    ],
  );
  assert.equal(buttons[1].getAttribute("aria-label"), "Sample 8: −1.000");
  assert.equal(buttons[1].getAttribute("aria-pressed"), "true");
  assert.deepEqual(
    [...box.querySelectorAll(".bar-name")].map(({ textContent }) => textContent),
    ["42", "8", "4"],
  );
});

test("bars of one scale stand on zero, upwards and downwards", (t) => {
  const { buttons } = made(t);
  const place = ({ firstChild: { style } }) => [style.top, style.height];
  assert.deepEqual(buttons.map(place), [
    ["0%", "20%"],
    ["20%", "80%"],
    ["20%", "0%"],
  ]);
});

test("a bar has the colour of its sign", (t) => {
  const { buttons } = made(t);
  assert.deepEqual(
    buttons.slice(0, 2).map(({ firstChild }) => firstChild.className),
    ["positive", "negative"],
  );
});

test("a click opens the sample", (t) => {
  const { buttons, followed, click } = made(t);
  click(buttons[0]);
  assert.deepEqual(followed, [41]);
});

test("a term that is not computed yet is no 0", (t) => {
  const { buttons } = made(t, { ...BARS, terms: [null, -1, 0] });
  assert.equal(buttons[0].firstChild.className, "not-yet");
  assert.equal(buttons[0].getAttribute("aria-label"), "Sample 42: not yet");
});

test("what is left out of a very large batch is said, with its sum", (t) => {
  const { box } = made(t, { ...BARS, n_left_out: 3000, rest: 0.125 });
  assert.match(box.querySelector("p").textContent, /3\u2009?000 samples .* add 0\.1250/);
});

test("a long batch has no names below its bars", (t) => {
  const samples = Array.from({ length: 60 }, (_, k) => k);
  const { box, buttons } = made(t, { ...BARS, samples, terms: samples });
  assert.deepEqual([buttons.length, box.querySelectorAll(".bar-name").length], [60, 0]);
});

test("terms over the places of a filter are named by row and column, those over positions by number", (t) => {
  openPage(t);
  const found = { terms: [1, 2, 3, 4, 5, 6], deltas: null, inputs: null, sites: null, grid: [2, 3], along: "grid" };
  const titles = (more) => [...makeTerms({ ...found, ...more }, { digits: 4, onGo: () => undefined }).querySelectorAll(".pull")].map(({ title }) => title);
  assert.equal(titles({})[4], "row 2, column 2: 5.000");
  assert.equal(titles({ grid: null, along: "positions" })[4], "position 5: 5.000");
});
