import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { createModel } from "../../../../static/js/panels/convolution/model.js";
import { twinOf } from "../../examples.js";
import { TWO_STAGES } from "../../pictures.js";
import { openConvolution } from "./open.js";

test("there is a shape as soon as there is a network and room", (t) => {
  const { store, beside } = openConvolution(t);
  const model = createModel(store, beside);
  assert.equal(model.shape.value, null);
  model.size.value = { width: 730, height: 420, ratio: 1 };
  assert.deepEqual([model.shape.value.width, model.shape.value.net.stages.length], [730, 1]);
  assert.equal(model.otherShape.value, null);
  assert.equal(model.otherShown(), null);
});

test("what is shown follows the lenses, and a lens of dense networks shows weights", (t) => {
  const { store, beside, view } = openConvolution(t);
  const model = createModel(store, beside);
  assert.deepEqual([model.shown().isGradient, model.shown().lens, model.shown().frame.step], [false, "weights", 0]);
  view({ nodeLens: "delta", lens: "updates" });
  assert.deepEqual([model.shown().isGradient, model.shown().lens], [true, "updates"]);
  view({ lens: "gradients" });
  assert.equal(model.lens.value, "gradients");
  view({ lens: "signal" });
  assert.equal(model.lens.value, "weights");
});

test("the other of two networks counts for the scales, wherever it is", (t) => {
  const { store, beside } = openConvolution(t);
  const model = createModel(store, beside);
  store.dispatch(twinOf({ network: TWO_STAGES }));
  assert.deepEqual([model.otherShape.value.net.stages.length, model.otherShown().network.picture], [2, [8, 8]]);
});
