import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { incoming, withSignal } from "../../../../static/js/scene/network/signal.js";
import { frameOf, SIGNAL } from "../../examples.js";

test("a signal is the weight times what comes in along it", () => {
  const { sections } = withSignal(frameOf(SIGNAL));
  assert.deepEqual([...sections.get("signal.0").values], [2, -8, -6, -2]);
  assert.deepEqual([...sections.get("signal_b.0").values], [0.25, -1]);
  assert.deepEqual([...sections.get("signal.1").values], [-4, 4]);
  assert.equal(sections.has("signal_b.1"), false);
});

test("all that comes into a unit adds up to its z", () => {
  const frame = withSignal(frameOf(SIGNAL));
  assert.equal(incoming(frame, 0, 0), 2 - 8 + 0.25);
  assert.equal(incoming(frame, 0, 1), -6 - 2 - 1);
  assert.equal(incoming(frame, 1, 0), 0);
  assert.equal(incoming(frameOf({}), 0, 0), null);
});

test("without inputs on the wire a frame stays as it is", () => {
  const { "a_prev.0": _, ...rest } = SIGNAL;
  const frame = frameOf(rest);
  assert.equal(withSignal(frame), frame);
});
