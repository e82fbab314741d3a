import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { createModel } from "../../../../static/js/panels/recurrent/model.js";
import { createTwinStore } from "../../../../static/js/state/store/twin-store.js";
import { openPanels } from "../../dom.js";
import { nodeFrame, recurrentNetwork } from "../../recurrent-network.js";

function open(t, network = {}) {
  const opened = openPanels(t, { welcome: { network: recurrentNetwork(network) } });
  const model = createModel(opened.context, createTwinStore(opened.store), 0);
  model.size.value = { width: 700, height: 400, box: 450 };
  return { ...opened, model };
}

test("the geometry follows the size, and there is none without a size", (t) => {
  const { model } = open(t);
  assert.equal(model.shape.value.width, 700);
  model.size.value = { width: 0, height: 0, box: 0 };
  assert.equal(model.shape.value, null);
});

test("gates are folded at first; a low box folds the forget gate too, whatever was chosen", (t) => {
  const { model } = open(t, { kind: "lstm" });
  assert.deepEqual([...model.folded.value], ["output", "input", "candidate"]);
  model.chosen.value = new Set(["c"]);
  assert.deepEqual([...model.folded.value], ["c"]);
  model.size.value = { width: 700, height: 150, box: 200 };
  assert.deepEqual([...model.folded.value], ["output", "input", "candidate", "forget"]);
  assert.deepEqual(model.shape.value.lanes, []);
});

test("a selection ends when the network has other cells, and stays when only a wall moves", (t) => {
  const { model, store } = open(t);
  model.choose({ kind: "weight", block: 0, row: 1, column: 3 });
  model.choose({ kind: "size", t: 1 });
  store.dispatch({ type: "network", ...recurrentNetwork({ walls: [2] }) });
  assert.deepEqual([model.weight.value.row, model.pinned.value.kind], [1, "size"]);
  store.dispatch({ type: "network", ...recurrentNetwork({ units: 1 }) });
  assert.deepEqual([model.weight.value, model.pinned.value], [null, null]);
});

test("a weight or a cell is selected on the whole page, a gradient or a term only here", (t) => {
  const { model, store } = open(t);
  const pinned = () => store.view.value.pinned;
  const cell = { kind: "cell", band: "h", t: 2, row: 1 };
  model.choose(cell);
  assert.deepEqual(pinned(), { kind: "cell", node: "h", site: 2, row: 1, column: 0 });
  assert.deepEqual(model.pinned.value, cell);
  model.choose({ kind: "term", t: 1 });
  assert.deepEqual([pinned().kind, model.pinned.value], ["cell", { kind: "term", t: 1 }]);
  model.choose({ kind: "weight", block: 0, row: 0, column: null });
  assert.deepEqual(pinned(), { kind: "edge", layer: 0, row: 0, column: null });
  assert.equal(model.pinned.value, null);
  model.choose({ kind: "weight", block: 0, row: 0, column: null });
  assert.equal(pinned(), null);
});

test("what is selected elsewhere on the page is selected here, and Escape ends both", (t) => {
  const { model, view, store } = open(t);
  view({ pinned: { kind: "edge", layer: 1, row: 0, column: 1 } });
  assert.deepEqual(model.weight.value, { kind: "weight", block: 1, row: 0, column: 1 });
  model.choose(null);
  assert.deepEqual([store.view.value.pinned, model.weight.value], [null, null]);
});

test("a twin of another kind has no line", (t) => {
  const { model, store, after } = open(t);
  assert.equal(model.twin.value, null);
  const twin = { type: "twin", experiment: {}, network: recurrentNetwork({ kind: "lstm" }), differences: {}, first_difference: 0 };
  store.dispatch(twin);
  const frame = nodeFrame(recurrentNetwork({ kind: "lstm" }), ["c"], { grad: () => 2 });
  store.takeFrame({ ...nodeFrame(recurrentNetwork(), ["h"]), twin: frame });
  after(200);
  assert.deepEqual([model.twin.value.state, model.twin.value.sizes], ["c", [2, 2, 2, 2]]);
});
