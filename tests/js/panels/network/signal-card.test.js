import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { signalNumbers } from "../../../../static/js/panels/network/signal-card.js";
import { withSignal } from "../../../../static/js/scene/network/signal.js";
import { frameOf, SIGNAL } from "../../examples.js";

test("the card plugs the numbers in", () => {
  const frame = withSignal(frameOf(SIGNAL));
  const edge = signalNumbers(frame, { kind: "edge", layer: 0, row: 1, column: 0 }, null);
  assert.deepEqual(edge[0], ["signal w · a", "−6.000"]);
  assert.deepEqual(edge[1], ["=", "−3.000 × +2.000"]);
  const bias = signalNumbers(frame, { kind: "edge", layer: 0, row: 1, column: null }, null);
  assert.equal(bias[0][1], "−1.000");
  const unit = signalNumbers(frame, { kind: "neuron", layer: 0, index: 0 }, null);
  assert.deepEqual(
    unit.slice(0, 3).map(([, text]) => text),
    ["−6.000", "+0.2500", "−5.750"],
  );
});

test("of one sample the card says so", () => {
  const frame = withSignal(frameOf(SIGNAL));
  const edge = signalNumbers(frame, { kind: "edge", layer: 0, row: 1, column: 0 }, 11);
  assert.deepEqual(edge.slice(2), [
    ["w", "as it was in that step"],
    ["a", "the input, sample 12"],
  ]);
});

test("before its numbers have come the card shows its usual ones", () => {
  assert.equal(signalNumbers(frameOf({}), { kind: "neuron", layer: 0, index: 0 }, null), null);
});
