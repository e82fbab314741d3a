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

test("a selection outlasts all that leaves the network as it is", (t) => {
  const { store, view } = openPanels(t, { welcome: { network: attentionNetwork() } });
  const { selection } = createState(store);
  selection.value = { hover: null, pinned: CELL };
  view({ lens: "weights" });
  assert.equal(selection.value.pinned, CELL);
  store.dispatch({ type: "network", ...attentionNetwork({ T: 4 }) });
  assert.equal(selection.value.pinned, null);
});
