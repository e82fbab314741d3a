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
