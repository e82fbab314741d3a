import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import { lensMaximum } from "../../../static/js/scene/edges.js";
import { incoming, withSignal } from "../../../static/js/scene/signal.js";
import { signalNumbers } from "../../../static/js/panels/network/signal-card.js";
import { subscriptionOf } from "../../../static/js/state/subscription.js";

/** Two inputs, two units, one output; every product by hand below. */
const PARTS = {
  "W_before.0": [[2, 2], [1, 2, -3, 0.5]],
  "b_before.0": [[2], [0.25, -1]],
  "a_prev.0": [[2], [2, -4]],
  "z.0": [[2], [-5.75, -9]],
  "a.0": [[2], [-1, -0.5]],
  "W_before.1": [[1, 2], [4, -8]],
  "a_prev.1": [[2], [-1, -0.5]],
};

function frameOf(parts) {
  return { sections: new Map(Object.entries(parts).map(([key, [shape, values]]) => [key, { shape, values: Float32Array.from(values) }])) };
}

test("a signal is the weight times what comes in along it", () => {
  const { sections } = withSignal(frameOf(PARTS));
  assert.deepEqual([...sections.get("signal.0").values], [2, -8, -6, -2]);
  assert.deepEqual([...sections.get("signal_b.0").values], [0.25, -1]);
  assert.deepEqual([...sections.get("signal.1").values], [-4, 4]);
  assert.equal(sections.has("signal_b.1"), false);
});

test("all that comes into a unit adds up to its z", () => {
  const frame = withSignal(frameOf(PARTS));
  assert.equal(incoming(frame, 0, 0), 2 - 8 + 0.25);
  assert.equal(incoming(frame, 0, 1), -6 - 2 - 1);
  assert.equal(incoming(frame, 1, 0), 0);
  assert.equal(incoming(frameOf({}), 0, 0), null);
});

test("without inputs on the wire a frame stays as it is", () => {
  const { "a_prev.0": _, ...rest } = PARTS;
  const frame = frameOf(rest);
  assert.equal(withSignal(frame), frame);
});

test("the widest edge of the lens is the largest signal, a bias among them", () => {
  assert.equal(lensMaximum(withSignal(frameOf(PARTS)), "signal", 2), 8);
  const biased = { ...PARTS, "b_before.0": [[2], [0.25, -90]] };
  assert.equal(lensMaximum(withSignal(frameOf(biased)), "signal", 2), 90);
});

test("the card plugs the numbers in", () => {
  const frame = withSignal(frameOf(PARTS));
  const edge = signalNumbers(frame, { kind: "edge", layer: 0, row: 1, column: 0 }, null);
  assert.deepEqual(edge[0], ["signal w · a", "−6.000"]);
  assert.deepEqual(edge[1], ["=", "−3.000 × +2.000"]);
  const bias = signalNumbers(frame, { kind: "edge", layer: 0, row: 1, column: null }, null);
  assert.equal(bias[0][1], "−1.000");
  const unit = signalNumbers(frame, { kind: "neuron", layer: 0, index: 0 }, null);
  assert.deepEqual(unit.slice(0, 3).map(([, text]) => text), ["−6.000", "+0.2500", "−5.750"]);
  assert.deepEqual(signalNumbers(frame, { kind: "input", index: 1 }, null), [["x, mean", "−4.000"]]);
});

test("of one sample the card says so", () => {
  const frame = withSignal(frameOf(PARTS));
  assert.deepEqual(signalNumbers(frame, { kind: "input", index: 1 }, 11), [["x, sample 12", "−4.000"]]);
  const edge = signalNumbers(frame, { kind: "edge", layer: 0, row: 1, column: 0 }, 11);
  assert.deepEqual(edge.slice(2), [["w", "as it is now"], ["a", "the input, sample 12"]]);
});

test("signals are asked for only under their lens", () => {
  const state = { data: null, network: null, view: { lens: "weights" } };
  assert.ok(!subscriptionOf(state).sections.includes("a_prev"));
  assert.ok(subscriptionOf({ ...state, view: { lens: "signal" } }).sections.includes("a_prev"));
});
