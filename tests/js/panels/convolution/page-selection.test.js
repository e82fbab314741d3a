import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { createModel } from "../../../../static/js/panels/convolution/model.js";
import { bindPageSelection } from "../../../../static/js/panels/convolution/page-selection.js";
import { openConvolution } from "./open.js";

const place = (part, more = {}) => ({ part, stage: 0, filter: 1, channel: 0, row: 1, column: 2, ...more });
const EDGE = { kind: "edge", layer: 0, row: 1, column: 5 };

function open(t) {
  const opened = openConvolution(t);
  const model = createModel(opened.store, opened.beside);
  bindPageSelection(opened.store, model);
  return { ...opened, model, pinned: () => opened.store.view.value.pinned };
}

test("a number that is opened in the picture is kept by the page, until it is closed", (t) => {
  const { model, pinned } = open(t);
  model.pinned.value = place("dK");
  assert.deepEqual(pinned(), EDGE);
  assert.equal(model.pinned.value.part, "dK");
  model.pinned.value = null;
  assert.equal(pinned(), null);
});

test("one that is kept elsewhere is opened in the picture", (t) => {
  const { model, view, pinned } = open(t);
  view({ pinned: EDGE });
  assert.deepEqual(model.pinned.value, place("K"));
  view({ pinned: { kind: "cell", node: "z", site: 0, row: 3, column: 0 } });
  assert.deepEqual(model.pinned.value, place("z", { filter: 0, row: 1, column: 1 }));
  view({ pinned: null });
  assert.deepEqual([model.pinned.value, pinned()], [null, null]);
});

test("the loss, for which the picture has no place, stays kept after a number that it has", (t) => {
  const { model, view, pinned } = open(t);
  view({ pinned: EDGE });
  view({ pinned: { kind: "loss" } });
  assert.deepEqual([model.pinned.value, pinned()], [null, { kind: "loss" }]);
});

test("z of an output, which has the place of its a, stays kept after another number", (t) => {
  const { model, view, pinned } = open(t);
  view({ pinned: EDGE });
  const z = { kind: "cell", node: "z", site: 1, row: 1, column: 0 };
  view({ pinned: z });
  assert.equal(model.pinned.value.part, "y");
  assert.deepEqual(pinned(), z);
});
