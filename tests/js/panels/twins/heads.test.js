import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "@preact/signals-core";
import "../../english.js";
import { bindHeads } from "../../../../static/js/panels/twins/heads.js";
import { factorsOf } from "../../../../static/js/stage/gradient-strip.js";
import { createPictureStore, createTwinStore } from "../../../../static/js/state/store/twin-store.js";
import { openPanels } from "../../dom.js";
import { CIRCLE, frameOf, networkOf, statusOf, twinOf } from "../../examples.js";

/** Two strips: of three layers whose delta falls by ten each, and of nothing yet. */
const STRIPS = () =>
  [frameOf({ delta_rms: [[3], [0.01, 0.1, 1]], da_rms: [[3], [0.1, 1, NaN]] }, { step: 7 }), null].map((frame) => ({
    factors: signal(factorsOf(frame)),
    selected: signal(null),
  }));

function open(t, options = {}) {
  const opened = openPanels(t, options);
  const twin = createTwinStore(opened.store);
  bindHeads(opened.context, twin, createPictureStore(opened.store, twin), STRIPS());
  const text = (id) => opened.byId(id).textContent;
  const take = (frame) => {
    opened.store.takeFrame(frame);
    opened.after(200);
  };
  return { ...opened, text, take };
}

test("the sentence says what is the same and what differs", (t) => {
  const { store, text } = open(t);
  assert.equal(text("twin-sentence"), "");
  store.dispatch(twinOf());
  assert.equal(text("twin-sentence"), "same data, seed and batches; different: activation");
  store.dispatch(twinOf({ differences: { activation: ["tanh", "relu"], l2: [0, 1] } }));
  assert.match(text("twin-sentence"), /different: activation and L2 penalty$/);
  store.dispatch(twinOf({ differences: {} }));
  assert.match(text("twin-sentence"), /the same in everything/);
});

test("each network is named by what distinguishes it, and has its loss", (t) => {
  const { store, text, take } = open(t);
  store.dispatch(twinOf());
  take(frameOf({}, { trainLoss: 0.5001, twin: frameOf({}, { trainLoss: 0.0006 }) }));
  assert.deepEqual(["what-a", "what-b", "loss-a", "loss-b"].map(text), ["tanh", "ReLU", "0.5001", "0.0006000"]);
});

test("below the outputs is the share of test samples that each gets right", (t) => {
  const { store, text, take } = open(t);
  store.dispatch(twinOf());
  store.dispatch(statusOf({ test_accuracy: 0.488 }));
  take(frameOf({}, { twin: frameOf({ accuracies: [[2], [0.9, 1]] }) }));
  assert.deepEqual(
    [text("share-a"), text("share-b")].map((line) => line.replace(/\s/g, " ")),
    ["test 48.8 % right", "test 100 % right"],
  );
});

test("without test samples it is the share of training samples", (t) => {
  const { store, text, take } = open(t);
  store.dispatch(twinOf());
  const shares = () => frameOf({ accuracies: [[2], [0.75, NaN]] });
  take({ ...shares(), twin: shares() });
  assert.match(text("share-a") + text("share-b"), /train 75.*train 75/);
});

test("of a regression it is the test loss", (t) => {
  const { store, text, take } = open(t, { welcome: { data: { ...CIRCLE, task: "regression", n_classes: 0 } } });
  store.dispatch(twinOf());
  take(frameOf({}, { testLoss: 0.5, twin: frameOf({}, { testLoss: 0.25 }) }));
  assert.deepEqual([text("share-a"), text("share-b")], ["test loss 0.5000", "test loss 0.2500"]);
});

test("the difference lens is offered where each edge has its counterpart, with its scale", (t) => {
  const { store, text, take, byId, click } = open(t, { welcome: { network: networkOf(2, 1, 1) } });
  const box = byId("difference");
  store.dispatch(twinOf({ network: networkOf(2, 5, 1) }));
  assert.equal(box.closest("label").hidden, true);
  store.dispatch(twinOf({ network: networkOf(2, 1, 1) }));
  assert.equal(box.closest("label").hidden, false);
  click(box);
  take(
    frameOf(
      {
        "W.0": [
          [1, 2],
          [1, 1],
        ],
      },
      {
        twin: frameOf({
          "W.0": [
            [1, 2],
            [1, 1.5],
          ],
        }),
      },
    ),
  );
  assert.equal(store.view.value.difference, true);
  assert.equal(text("difference-scale"), "B − A, −0.50 to +0.50");
});

test("above each network stands what its strip says, unless strips are folded", (t) => {
  const { text, view } = open(t);
  assert.match(text("headline-a"), /100 times smaller/);
  view({ showFactors: false });
  assert.deepEqual([text("headline-a"), text("headline-b")], ["", ""]);
});
