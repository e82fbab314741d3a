import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { factsOf, fitScales } from "../../../../static/js/scene/attention/facts.js";
import { attentionOf } from "../../../../static/js/scene/attention/structure.js";
import { attentionFrame, attentionStep } from "../../attention-example.js";

function sourceOf(options, more) {
  const { network, frame } = attentionFrame(options, more);
  return { network, frame, attention: attentionOf(network) };
}

test("tokens are read from the input, targets from the sample, answers from the probabilities", () => {
  const { tokens, targets, answers } = factsOf(sourceOf({ T: 3, tokens: 4 }), true);
  assert.deepEqual([tokens, targets, answers], [attentionStep({ T: 3, tokens: 4 }).inputs, [0, 1, 2], [0, 1, 2]]);
});

test("the mean over a batch has no tokens", () => {
  const { tokens, targets, answers } = factsOf(sourceOf({ T: 3 }), false);
  assert.deepEqual([tokens, targets, answers], Array(3).fill([null, null, null]));
});

test("the sums of the lines are those of weights and of dS, in each head", () => {
  const { sums } = factsOf(sourceOf({ heads: 2 }), true);
  assert.deepEqual([...sums.keys()], ["S0", "A0", "S1", "A1"]);
  assert.deepEqual(sums.get("S1"), [0, 0, 0]);
  for (const sum of sums.get("A1")) assert.ok(Math.abs(sum - 1) < 1e-6);
  assert.equal(factsOf({ ...sourceOf({}), frame: null }, true).sums.size, 0);
});

test("a family's scale is the largest of its numbers in all networks on screen; shares reach to 1", () => {
  const options = { heads: 1 };
  const scales = new Map();
  const source = sourceOf(options);
  fitScales(scales, [source], false);
  const { values, grads } = attentionStep(options);
  const largest = (all) => Math.max(...all.map(Math.abs));
  const near = (key, wanted) => assert.ok(Math.abs(scales.get(key) - wanted) < 1e-6, key);
  near("S", largest(values.S[0]));
  near("dA", largest(grads.A[0]));
  near("dqkv", largest([...grads.qkv[0], ...grads.C[0]]));
  assert.deepEqual([scales.get("A"), scales.get("p")], [1, 1]);
  const larger = sourceOf({ ...options, width: 8 });
  fitScales(scales, [source, larger], false);
  near("S", Math.max(largest(values.S[0]), largest(attentionStep({ ...options, width: 8 }).values.S[0])));
});

test("in a run a scale falls slowly, so that nothing flickers", () => {
  const scales = new Map([["S", 1e3]]);
  fitScales(scales, [sourceOf({})], true);
  assert.ok(scales.get("S") < 1e3 && scales.get("S") > 100);
});
