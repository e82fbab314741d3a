import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { chosenCell, createState } from "../../../../static/js/panels/attention/state.js";
import { attentionNetwork } from "../../attention-example.js";
import { openPanels } from "../../dom.js";
import { networkOf } from "../../examples.js";

const CELL = { key: "A0", isGrad: false, row: 0, column: 0 };

test("there is a shape as soon as there are a network, a theme and a size", (t) => {
  const { store } = openPanels(t, { welcome: { network: attentionNetwork() } });
  const { size, shape, attention } = createState(store);
  assert.equal(shape.value, null);
  size.value = { width: 700, height: 300 };
  assert.deepEqual([shape.value.width, shape.value.height], [700, 300]);
  store.dispatch({ type: "network", ...networkOf(2, 1) });
  assert.deepEqual([attention.value, shape.value], [null, null]);
});

test("the cell under the pointer goes before the pinned one", (t) => {
  const state = createState(openPanels(t, { welcome: { network: attentionNetwork() } }).store);
  assert.equal(chosenCell(state), null);
  state.selection.value = { hover: null, pinned: CELL };
  assert.equal(chosenCell(state), CELL);
  state.selection.value = { hover: { ...CELL, row: 1 }, pinned: CELL };
  assert.equal(chosenCell(state).row, 1);
});

test("a pinned number stays as long as the network has it, the cell under the pointer as long as the network is the same", (t) => {
  const { store, view } = openPanels(t, { welcome: { network: attentionNetwork() } });
  const { selection } = createState(store);
  selection.value = { hover: null, pinned: CELL };
  view({ lens: "weights" });
  assert.deepEqual(selection.value.pinned, CELL);
  selection.value = { hover: CELL, pinned: { ...CELL, row: 2 } };
  store.dispatch({ type: "network", ...attentionNetwork({ T: 4 }) });
  assert.deepEqual(selection.value, { hover: null, pinned: { ...CELL, row: 2 } });
  store.dispatch({ type: "network", ...attentionNetwork({ T: 2 }) });
  assert.deepEqual(selection.value, { hover: null, pinned: null });
});

test("what is pinned here is pinned in all views, and what is pinned there is pinned here", (t) => {
  const { store, view } = openPanels(t, { welcome: { network: attentionNetwork() } });
  const { selection } = createState(store);
  const pinned = () => store.view.value.pinned;
  selection.value = { hover: null, pinned: { key: "K", isGrad: true, row: 2, column: 1 } };
  assert.deepEqual(pinned(), { kind: "cell", node: "qkv", site: 0, row: 5, column: 2 });
  assert.equal(selection.value.pinned.isGrad, true);
  view({ pinned: { kind: "cell", node: "S", site: 0, row: 4, column: 2 } });
  assert.deepEqual(selection.value.pinned, { key: "S1", isGrad: true, row: 2, column: 1 });
  view({ pinned: null });
  assert.equal(selection.value.pinned, null);
  selection.value = { hover: null, pinned: CELL };
  selection.value = { hover: null, pinned: null };
  assert.equal(pinned(), null);
  view({ pinned: { kind: "edge", layer: 1, row: 0, column: 0 } });
  assert.equal(selection.value.pinned, null);
  assert.equal(pinned().kind, "edge");
});

test("a network that lacks the number pins nothing, and leaves it pinned elsewhere", (t) => {
  const { store, view } = openPanels(t, { welcome: { network: attentionNetwork({ T: 4 }) } });
  const { selection } = createState(store);
  selection.value = { hover: null, pinned: { ...CELL, row: 3 } };
  const other = { ...store, state: { value: { ...store.state.value, network: attentionNetwork({ T: 3 }) } } };
  const { selection: others } = createState(other);
  assert.equal(others.value.pinned, null);
  assert.equal(store.view.value.pinned.column, 3);
  view({ pinned: { kind: "cell", node: "A", site: 0, row: 0, column: 1 } });
  assert.deepEqual([others.value.pinned.row, selection.value.pinned.row], [1, 1]);
});
