import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { computed } from "@preact/signals-core";
import { createSelection } from "../../../../static/js/panels/recurrent/selection.js";
import { recurrenceOf } from "../../../../static/js/scene/recurrent/recurrence.js";
import { createStore } from "../../../../static/js/state/store/store.js";
import { welcomeOf } from "../../examples.js";
import { recurrentNetwork } from "../../recurrent-network.js";

function open() {
  const store = createStore();
  store.dispatch(welcomeOf({}, { network: recurrentNetwork() }));
  const network = computed(() => store.state.value.network);
  const recurrence = computed(() => recurrenceOf(network.value));
  const view = (patch) => store.dispatch({ type: "view", patch });
  return { store, view, selection: createSelection(store, network, recurrence) };
}

test("a selection ends when the network has other cells, and stays when only a wall moves", () => {
  const { selection, store } = open();
  selection.choose({ kind: "weight", block: 0, row: 1, column: 3 });
  selection.choose({ kind: "size", t: 1 });
  store.dispatch({ type: "network", ...recurrentNetwork({ walls: [2] }) });
  assert.deepEqual([selection.weight.value.row, selection.pinned.value.kind], [1, "size"]);
  store.dispatch({ type: "network", ...recurrentNetwork({ units: 1 }) });
  assert.deepEqual([selection.weight.value, selection.pinned.value], [null, null]);
});

test("a weight or a cell is selected on the whole page, a gradient or a term only here", () => {
  const { selection, store } = open();
  const pinned = () => store.view.value.pinned;
  const cell = { kind: "cell", band: "h", t: 2, row: 1 };
  selection.choose(cell);
  assert.deepEqual(pinned(), { kind: "cell", node: "h", site: 2, row: 1, column: 0 });
  assert.deepEqual(selection.pinned.value, cell);
  selection.choose({ kind: "term", t: 1 });
  assert.deepEqual([pinned().kind, selection.pinned.value], ["cell", { kind: "term", t: 1 }]);
  selection.choose({ kind: "weight", block: 0, row: 0, column: null });
  assert.deepEqual(pinned(), { kind: "edge", layer: 0, row: 0, column: null });
  assert.equal(selection.pinned.value, null);
  selection.choose({ kind: "weight", block: 0, row: 0, column: null });
  assert.equal(pinned(), null);
});

test("what is selected elsewhere on the page is selected here, and Escape ends both", () => {
  const { selection, view, store } = open();
  view({ pinned: { kind: "edge", layer: 1, row: 0, column: 1 } });
  assert.deepEqual(selection.weight.value, { kind: "weight", block: 1, row: 0, column: 1 });
  selection.choose(null);
  assert.deepEqual([store.view.value.pinned, selection.weight.value], [null, null]);
});

test("the same gradient again ends its selection, another one takes its place", () => {
  const { selection, store } = open();
  selection.choose({ kind: "size", t: 1 });
  selection.choose({ kind: "size", t: 2 });
  assert.deepEqual(selection.pinned.value, { kind: "size", t: 2 });
  selection.choose({ kind: "size", t: 2 });
  assert.deepEqual([selection.pinned.value, store.view.value.pinned], [null, null]);
});
