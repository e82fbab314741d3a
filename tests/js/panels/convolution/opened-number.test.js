import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "@preact/signals-core";
import "../../english.js";
import { createModel } from "../../../../static/js/panels/convolution/model.js";
import { canOpen, createOpened } from "../../../../static/js/panels/convolution/opened-number.js";
import { netOf } from "../../../../static/js/scene/convolution/stages.js";
import { statusOf } from "../../examples.js";
import { CONVOLUTION, convolutionFrame, TERMS, TWO_STAGES } from "../../pictures.js";
import { openConvolution } from "./open.js";

const place = (part, more = {}) => ({ part, stage: 0, filter: 0, channel: 0, row: 1, column: 1, ...more });

function open(t) {
  const { store, beside, ...opened } = openConvolution(t);
  const model = createModel(store, beside);
  const terms = signal(null);
  return { ...opened, store, model, terms, opened: createOpened(store, model, terms) };
}

test("sums of products can be opened up: parameters, z, what is read by a kernel", () => {
  const [one, two] = [CONVOLUTION, TWO_STAGES].map(netOf);
  const which = (net, stage) => ["x", "dx", "K", "dK", "b", "db", "z", "a", "pool", "W", "y"].filter((part) => canOpen(place(part, { stage }), net));
  assert.deepEqual(which(one, 0), ["x", "dx", "K", "dK", "b", "db", "z", "W"]);
  assert.ok(canOpen(place("pool"), two) && !canOpen(place("pool", { stage: 1 }), two));
  assert.ok(!canOpen(place("z", { stage: 1 }), one) && canOpen(place("b", { stage: 1 }), one));
});

test("a weight waits for the answer of the server, a map has its equation from the frame", (t) => {
  const { model, opened, terms } = open(t);
  model.pinned.value = place("K");
  assert.deepEqual([opened.place.value.part, opened.equation.value], ["K", null]);
  terms.value = TERMS;
  assert.equal(opened.equation.value.sum, 11);
  model.pinned.value = place("z");
  assert.equal(opened.equation.value.sum, 22);
  model.pinned.value = place("x");
  assert.equal(opened.equation.value.kind, "pixel");
  model.pinned.value = place("y", { stage: 1 });
  assert.deepEqual([opened.place.value, opened.equation.value], [null, null]);
});

test("an equation follows the frames", (t) => {
  const { model, opened, store, after } = open(t);
  model.pinned.value = place("z");
  assert.equal(opened.equation.value.sum, 22);
  store.takeFrame(convolutionFrame({ "b_before.0": [[2], [100, -4]] }));
  after(200);
  assert.equal(opened.equation.value.sum, 122);
});

test("the cell under the pointer is marked, else the largest product of a step that stays", (t) => {
  const { model, opened, terms, store } = open(t);
  model.pinned.value = place("K");
  terms.value = TERMS;
  assert.deepEqual([opened.marked.value.row, opened.marked.value.column], [1, 1]);
  assert.deepEqual(opened.places.value, [place("x", { row: 2, column: 2 }), place("z")]);
  store.dispatch(statusOf({ running: true }));
  assert.deepEqual([opened.marked.value, opened.places.value], [null, []]);
  opened.cell.value = { factor: 2, row: 0, column: 1 };
  assert.deepEqual(opened.places.value[1], place("z", { row: 0 }));
  opened.cell.value = { factor: 9, row: 0, column: 1 };
  assert.deepEqual(opened.places.value, []);
  model.pinned.value = place("x");
  opened.cell.value = { factor: 1, row: 0, column: 0 };
  assert.deepEqual(opened.places.value[0], place("K", { filter: 1, row: 0, column: 0 }));
});
