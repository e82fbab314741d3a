import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { layerName, t as words } from "../../../../static/js/base/words/i18n.js";
import { headlineOf, markSentence } from "../../../../static/js/scene/strip/factor-texts.js";

const factors = (delta, more = {}) => ({
  step: 1500,
  isUnderWay: true,
  delta,
  weights: [],
  derivatives: [],
  theory: delta.map(() => null),
  bands: [],
  ...more,
});
const PLACE = { step: "1\u2009500", layer: layerName(0) };

test("the headline compares the first layer with the output", () => {
  assert.equal(headlineOf(factors([3.125e-6, 0.1, 1])), words("factors.smaller", { ...PLACE, ratio: "320\u2009000" }));
  assert.equal(headlineOf(factors([1, 0.7042])), words("factors.larger", { ...PLACE, ratio: "1.42" }));
  assert.equal(headlineOf(factors([1e-9, 1])), words("factors.smaller", { ...PLACE, ratio: "1.00e9" }));
  assert.equal(headlineOf(factors([1.001, 1])), words("factors.equal", PLACE));
});

test("zeros are said to be zeros", () => {
  assert.equal(headlineOf(factors([0, 0.1])), words("factors.zero", PLACE));
  assert.equal(headlineOf(factors([0, 0])), words("factors.output_zero", PLACE));
});

test("before a gradient is there, and while it comes back, nothing is compared", () => {
  assert.equal(headlineOf(factors([null, null], { step: 0 })), words("factors.none"));
  const expected = (...theory) => headlineOf(factors([null, null, null], { step: 0, theory }));
  const layer = layerName(0);
  assert.equal(expected(1 / 261_400, 0.003, 1), words("factors.none.smaller", { layer, ratio: "261\u2009000" }));
  assert.equal(expected(1.5, 1.2, 1), words("factors.none.larger", { layer, ratio: "1.50" }));
  assert.equal(expected(1, 0.5, 1), words("factors.none.equal", { layer }));
  assert.deepEqual([expected(null, 0.5, 1), expected(0, 0.5, 1)], [words("factors.none"), words("factors.none")]);
  assert.equal(headlineOf(factors([null, null])), words("factors.not_yet", { step: PLACE.step }));
  assert.equal(headlineOf(factors([null, 0.1, 1])), words("factors.so_far", { step: PLACE.step, layer: layerName(1) }));
  assert.equal(headlineOf(factors([1, null])), words("factors.not_yet", { step: PLACE.step }));
});

test("after a change δ is that of the next step: the last one had its own", () => {
  assert.equal(headlineOf(factors([null, null], { isUnderWay: false })), words("factors.not_yet", { step: "1\u2009501" }));
});

test("each mark tells its numbers", () => {
  const found = factors([0.00021, 0.003, 0.1], { weights: [0.29167, 1.5], derivatives: [0.24, 0.02], theory: [0.0002, null, 0.1] });
  const value = (layer, number) => words("factors.mark.delta", { layer, value: number });
  assert.equal(
    markSentence({ layer: 0, factor: null }, found),
    value(layerName(0), "0.0002100") + words("factors.mark.share", { value: "0.002100" }) + words("factors.mark.theory", { value: "0.0002000" }),
  );
  assert.equal(markSentence({ layer: 1, factor: null }, found), value(layerName(1), "0.003000") + words("factors.mark.share", { value: "0.03000" }));
  assert.equal(markSentence({ layer: 2, factor: null }, found), value(words("layer.output"), "0.1000"));
  const names = { layer: layerName(0), next: layerName(1) };
  assert.equal(markSentence({ layer: 0, factor: "weights" }, found), words("factors.mark.weights", { ...names, value: "0.2917" }));
  assert.equal(markSentence({ layer: 0, factor: "derivatives" }, found), words("factors.mark.derivatives", { ...names, value: "0.2400" }));
});
