import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { createModel } from "../../../../static/js/panels/convolution/model.js";
import { bindCard, bindPointer, classesOf } from "../../../../static/js/panels/convolution/pointer.js";
import { plotAt, rectOf } from "../../../../static/js/scene/convolution/places.js";
import { openConvolution } from "./open.js";

function open(t) {
  const opened = openConvolution(t);
  const { document, store, beside } = opened;
  const [canvas, spoken, card] = ["canvas", "p", "div"].map((tag) => document.createElement(tag));
  document.body.append(canvas, spoken, card);
  canvas.getBoundingClientRect = () => ({ left: 10, top: 20 });
  const model = createModel(store, beside);
  model.size.value = { width: 730, height: 420, ratio: 1 };
  bindPointer(store, model, { canvas, spoken });
  bindCard(store, model, card);
  /** Where a number is in the window. */
  const at = (part, more = {}) => {
    const place = { part, stage: 0, filter: 0, channel: 0, row: 0, column: 0, ...more };
    const { x, y, width, height } = rectOf(plotAt(model.shape.value, place), place);
    return { clientX: 10 + x + width / 2, clientY: 20 + y + height / 2 };
  };
  return { ...opened, canvas, spoken, card, model, at };
}

test("a card with the numbers lies beside what is pointed at", (t) => {
  const { point, canvas, card, at, model } = open(t);
  assert.equal(card.hidden, true);
  point(canvas, "pointermove", at("K", { row: 1, column: 1 }));
  assert.equal(card.hidden, false);
  assert.equal(card.querySelector("h3").textContent, "Weight of filter 1, row 2, column 2");
  assert.deepEqual(
    [...card.querySelectorAll("dd")].map(({ textContent }) => textContent),
    ["+1.000", "+0.4000", "−0.04000"],
  );
  assert.match(card.style.transform, /^translate\(\d+px, \d+px\)$/);
  assert.equal(card.querySelector("p").textContent, "Click to see what it is made of");
  point(canvas, "pointerleave");
  assert.deepEqual([card.hidden, model.hover.value], [true, null]);
});

test("a click opens a number up or closes it; what is no sum has no hint and keeps its card", (t) => {
  const { click, point, canvas, card, at, model } = open(t);
  point(canvas, "pointermove", at("z"));
  click(canvas, at("z"));
  assert.deepEqual([model.pinned.value.part, card.hidden], ["z", true]);
  click(canvas, at("z"));
  assert.deepEqual([model.pinned.value, card.hidden], [null, false]);
  point(canvas, "pointermove", at("a"));
  assert.equal(card.querySelector("p"), null);
  click(canvas, at("a"));
  assert.equal(card.hidden, false);
  click(canvas, { clientX: 11, clientY: 21 });
  assert.equal(model.pinned.value, null);
});

test("arrow keys move and tell the number; other keys keep their meaning", (t) => {
  const { press, canvas, spoken, model } = open(t);
  assert.equal(press(canvas, "ArrowRight"), false);
  press(canvas, "ArrowRight");
  assert.equal(spoken.textContent, "Pixel, row 1, column 2. x 1.000");
  press(canvas, "Enter");
  assert.equal(model.pinned.value.column, 1);
  assert.equal(press(canvas, "x"), true);
  assert.equal(press(canvas, "ArrowRight", { ctrlKey: true }), true);
  press(canvas, "Escape");
  assert.deepEqual([model.pinned.value, model.hover.value], [null, null]);
  assert.equal(press(canvas, "Escape"), true);
});

test("the selection of the keys ends with the focus", (t) => {
  const { press, happen, point, canvas, at, model } = open(t);
  press(canvas, "ArrowRight");
  happen(canvas, "blur");
  assert.equal(model.hover.value, null);
  point(canvas, "pointermove", at("x"));
  happen(canvas, "blur");
  assert.equal(model.hover.value.part, "x");
});

test("classes have the names of the data", (t) => {
  assert.deepEqual(classesOf(open(t).store), ["five", "six"]);
});
