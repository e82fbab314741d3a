import "../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { recurrenceOf } from "../../../../static/js/scene/recurrent/recurrence.js";
import { meanFactor, reachOf, timeFactors } from "../../../../static/js/scene/recurrent/time-factors.js";
import { nodeFrame, recurrentNetwork } from "../../recurrent-network.js";

const factorsOf = (network, grad, { isOneSample = true, ...more } = {}) =>
  timeFactors(nodeFrame(network, ["h", "c", "s", "z"], { grad, ...more }), network, recurrenceOf(network), isOneSample);
const near = (found, wanted) => assert.ok(Math.abs(found / wanted - 1) < 1e-12, `${found} is not ${wanted}`);

/** Gradients of all sizes down to 1e-200, different in each unit. */
const tiny = (name, site, row) => (name === "h" ? 1 : 0.3) * (row + 1) * 10 ** (-50 * (3 - site));

test("derivatives times weights is the step from each time step to the one before, down to 1e-200", () => {
  const { sizes, factors } = factorsOf(recurrentNetwork(), tiny);
  assert.deepEqual(
    factors.map(({ name }) => name),
    ["derivatives", "weights"],
  );
  for (let t = 1; t < 4; t += 1) near(factors[0].values[t] * factors[1].values[t], sizes[t - 1] / sizes[t]);
  near(sizes[0], Math.sqrt(2.5) * 1e-150);
  near(factors[0].values[2], 0.3);
  assert.deepEqual([factors[0].values[0], factors[1].values[0]], [null, null]);
});

test("of an LSTM the forget gate times the rest is the step of c", () => {
  const network = recurrentNetwork({ kind: "lstm" });
  const grad = (name, site, row) => (name === "c" ? (row + 1) * 2 ** site : 0);
  const value = (name, site, row) => (name === "s" ? (row + 1) / 10 : site);
  const { sizes, factors, state } = factorsOf(network, grad, { value });
  assert.equal(state, "c");
  assert.deepEqual(
    factors.map(({ name }) => name),
    ["forget", "rest"],
  );
  for (let t = 1; t < 4; t += 1) near(factors[0].values[t] * factors[1].values[t], sizes[t - 1] / sizes[t]);
  // Rows 2 and 3 of s are the forget gate: 0.3 and 0.4, and dL/dc has 1 and 2 in its units.
  assert.ok(Math.abs(factors[0].values[2] - Math.hypot(0.3 * 1, 0.4 * 2) / Math.hypot(1, 2)) < 1e-7);
});

test("a mean over a batch has no exact factor of the forget gate", () => {
  const { factors } = factorsOf(recurrentNetwork({ kind: "lstm" }), () => 1, { value: () => 0.5, isOneSample: false });
  assert.ok(factors.every(({ values }) => values.every((value) => value === null)));
});

test("no factor leads through a wall, and none is 0 / 0", () => {
  const { factors } = factorsOf(recurrentNetwork({ walls: [2] }), (_name, site) => (site < 2 ? 0 : 1));
  assert.deepEqual(factors[0].values, [null, null, null, 1]);
  assert.deepEqual(factors[1].values, [null, null, null, 1]);
});

test("before the first step there is no gradient; within one it belongs to the step under way", () => {
  assert.ok(factorsOf(recurrentNetwork(), () => 1, { step: 0 }).sizes.every((size) => size === null));
  const within = factorsOf(recurrentNetwork(), () => 1, { step: 0, midStep: true });
  assert.deepEqual([within.step, within.sizes[0]], [1, 1]);
  assert.equal(timeFactors(null, recurrentNetwork(), recurrenceOf(recurrentNetwork()), true).sizes[0], null);
});

test("a gradient reaches back as far as it is not 0", () => {
  assert.deepEqual(reachOf({ sizes: [0, 0, 1, 2] }), { first: 2, last: 3 });
  assert.deepEqual(reachOf({ sizes: [1, null, 1] }), { first: 2, last: 2 });
  assert.deepEqual(reachOf({ sizes: [1, 2, 3] }), { first: 0, last: 2 });
});

test("the mean of factors is geometric", () => {
  near(meanFactor([null, 4, 1], 0, 2), 2);
  assert.equal(meanFactor([null, null, 1], 0, 2), null);
  assert.equal(meanFactor([null, 4], 1, 1), null);
});
