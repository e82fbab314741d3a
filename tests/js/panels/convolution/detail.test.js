import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "@preact/signals-core";
import "../../english.js";
import { createDetail } from "../../../../static/js/panels/convolution/detail.js";
import { createModel } from "../../../../static/js/panels/convolution/model.js";
import { createOpened } from "../../../../static/js/panels/convolution/opened-number.js";
import { makeParts } from "../../../../static/js/panels/convolution/parts.js";
import { equationShape } from "../../../../static/js/scene/convolution/equation-shape.js";
import { textsOf } from "../../canvas.js";
import { THEME } from "../../examples.js";
import { TERMS } from "../../pictures.js";
import { openConvolution } from "./open.js";

const ROOM = { width: 400, height: 120 };
const place = (part, more = {}) => ({ part, stage: 0, filter: 0, channel: 0, row: 1, column: 1, ...more });

function open(t, pinned = place("K"), answer = TERMS, welcome = {}) {
  const opened = openConvolution(t, welcome);
  const box = opened.document.createElement("div");
  opened.document.body.append(box);
  const { detail: parts } = makeParts(box, 0);
  parts.room.getBoundingClientRect = () => ({ left: 0, top: 0, ...ROOM });
  parts.canvas.getBoundingClientRect = () => ({ left: 0, top: 0 });
  const model = createModel(opened.store, opened.beside);
  model.size.value = { width: 730, height: 420, ratio: 1 };
  const [terms, ofBatch] = [signal(null), signal(false)];
  const sum = createOpened(opened.store, model, terms);
  const detail = createDetail(opened.store, model, sum, { parts, terms, ofBatch });
  model.pinned.value = pinned;
  terms.value = answer;
  detail.resize(1);
  detail.draw();
  /** Where a cell of the equation is. */
  const at = (factor, row, column) => {
    const { x, y, cell } = equationShape(sum.equation.value.factors, { ...ROOM, rem: THEME.rem }).placed[factor];
    return { clientX: x + (column + 0.5) * cell, clientY: y + (row + 0.5) * cell };
  };
  return { ...opened, parts, model, terms, ofBatch, sum, detail, at };
}

test("the sum, the largest product and what the step did are told", (t) => {
  const { parts } = open(t);
  assert.equal(parts.title.textContent, "Weight of filter 1, row 2, column 2");
  assert.equal(parts.sum.textContent, "∂L/∂w of this picture = Σ δ · x over 4 positions = +11.00");
  assert.equal(parts.largest.textContent.replace("\u2009", " "), "Largest: row 2, column 2: +11.00 (100 % of the sizes of all)");
  assert.equal(parts.moved.textContent, "The step moved it by −0.04000, to +1.000");
  assert.equal(parts.choice.hidden, false);
});

test("what is not computed yet is no number", (t) => {
  const { parts } = open(t, place("K"), { ...TERMS, value: null, terms: [null, null, null, null] });
  assert.deepEqual([parts.sum.textContent, parts.largest.textContent, parts.moved.textContent], ["Not computed yet: it comes with the step", "", ""]);
});

test("a picture that was not in the batch has moved nothing", (t) => {
  const { outside } = open(t, place("K"), { ...TERMS, in_batch: false }).parts;
  assert.match(outside.textContent, /^Not in the batch of step 3/);
  assert.equal(outside.classList.contains("is-inside"), false);
});

test("of a picture of the batch it is told that its numbers are a share", (t) => {
  const { parts, model } = open(t);
  assert.match(parts.outside.textContent, /^In the batch of step 3: its δ contains 1\/2,/);
  assert.ok(parts.outside.classList.contains("is-inside"));
  model.pinned.value = place("z");
  assert.equal(parts.outside.textContent, "");
});

test("an optimizer with a memory is named with the step, whose sign need not be that of the gradient", (t) => {
  const { parts } = open(t, place("K"), TERMS, { experiment: { optimizer: "adam" } });
  assert.equal(parts.moved.textContent, "Adam, with earlier gradients, moved it by −0.04000, to +1.000");
});

test("each kind of sum is told in its own words", (t) => {
  const { model, terms, parts } = open(t);
  const told = (pinned, answer = TERMS) => {
    model.pinned.value = pinned;
    terms.value = answer;
    return parts.sum.textContent;
  };
  const bias = { ...TERMS, inputs: null };
  assert.match(told(place("b"), bias), /^∂L\/∂b of this picture = Σ δ over 4/);
  assert.match(told(place("K"), { ...bias, sample: null, deltas: null }), /^∂L\/∂w of the batch = Σ over 4 positions/);
  const line = { ...TERMS, grid: null };
  assert.match(told(place("W", { stage: 1, row: 0, column: 0 }), line), /^∂L\/∂w of this picture = δ · a =/);
  assert.match(told(place("W", { stage: 1, row: 0, column: 0 }), { ...line, sample: null }), /^∂L\/∂w of the batch = Σ δ · a over 4 pictures/);
  assert.match(told(place("b", { stage: 1 }), { ...line, sample: null }), /^∂L\/∂b of the batch = Σ δ over 4 pictures/);
  assert.match(told(place("b", { stage: 1 }), line), /^∂L\/∂b of this picture = δ =/);
  assert.match(told(place("z")), /^z = Σ weight · x over 9 pixels \+ bias = \+22/);
  assert.match(told(place("x")), /^∂L\/∂x = Σ weight · δ over 8 positions = −0.25/);
  assert.equal(told(place("K"), null), "The server has not answered yet");
});

test("the equation has a name above each matrix", (t) => {
  const { parts, model, detail } = open(t);
  const texts = () => textsOf(parts.canvas.getContext("2d"));
  assert.deepEqual(texts(), ["pixels it meets", "⊙", "δ", "=", "products"]);
  model.pinned.value = place("x");
  for (const invalidate of detail.invalidators) invalidate();
  detail.draw();
  assert.deepEqual(texts(), ["1: 0", "+", "2: −0.250"]);
});

test("pointing at a product tells its factors, keys go from one to the next", (t) => {
  const { parts, point, press, at, sum } = open(t);
  point(parts.canvas, "pointermove", at(2, 1, 1));
  assert.equal(parts.pointed.textContent, "Row 2, column 2: δ +0.5000 · x 22.00 = +11.00");
  press(parts.canvas, "ArrowLeft");
  assert.equal(parts.pointed.textContent, "Row 2, column 1: δ 0 · x 21.00 = 0");
  point(parts.canvas, "pointerleave");
  assert.deepEqual([parts.pointed.textContent, sum.cell.value], ["", null]);
  assert.equal(press(parts.canvas, "x"), true);
});

test("Escape and the button close it", (t) => {
  const { parts, press, click, model } = open(t);
  press(parts.canvas, "Escape");
  assert.equal(model.pinned.value, null);
  model.pinned.value = place("K");
  click(parts.close);
  assert.equal(model.pinned.value, null);
});

test("the batch shows what each picture adds, and a click follows that picture", (t) => {
  const { parts, choose, ofBatch, terms, store, click, point, at } = open(t);
  choose(parts.choice, "batch");
  assert.equal(ofBatch.value, true);
  terms.value = { ...TERMS, sample: null, deltas: null, inputs: null };
  point(parts.canvas, "pointermove", at(1, 0, 0));
  assert.equal(parts.pointed.textContent, "Sample 5 adds +1.000");
  click(parts.canvas, at(1, 0, 0));
  assert.deepEqual([store.view.value.probe, ofBatch.value], [4, false]);
});

test("without a sample there is the batch alone", (t) => {
  const { parts, view } = open(t);
  view({ probe: null });
  const [picture, batch] = parts.choice.querySelectorAll("input");
  assert.deepEqual([picture.disabled, batch.checked], [true, true]);
});

test("the hidden table has all digits, of a step that stays", (t) => {
  const { parts } = open(t, place("K"), { ...TERMS, terms: [0.1 + 0.2, 0, 0, 1] });
  const rows = [...parts.rows.querySelectorAll("tr[data-factor=products]")].map((row) => [...row.querySelectorAll("td")].map(({ textContent }) => textContent));
  assert.deepEqual(rows, [
    ["0.30000000000000004", "0"],
    ["0", "1"],
  ]);
});
