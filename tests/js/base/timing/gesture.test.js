import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import "../../english.js";
import { continuesGesture, GESTURE_PAUSE_MS, GESTURE_PAUSE_SERVER_MS, gestureName } from "../../../../static/js/base/timing/gesture.js";

test("changes of the same fields that follow closely are one gesture", () => {
  const at = (at_ms, ...fields) => ({ name: gestureName(fields), at_ms });
  assert.equal(continuesGesture(at(0, "l1", "l2"), at(GESTURE_PAUSE_MS - 1, "l1", "l2")), true);
  assert.equal(continuesGesture(at(0, "l1", "l2"), at(GESTURE_PAUSE_MS, "l1", "l2")), false);
  assert.equal(continuesGesture(at(0, "l1", "l2"), at(1, "l1")), false);
  assert.equal(continuesGesture(at(0, "l1"), at(GESTURE_PAUSE_MS, "l1"), GESTURE_PAUSE_MS + 1), true);
});

test("what is one step of undo is one mark, also if its acks are a little apart", () => {
  assert.ok(GESTURE_PAUSE_SERVER_MS > GESTURE_PAUSE_MS);
});

test("the server marks the same gestures as the page", () => {
  const python = readFileSync(new URL("../../../../app/session/run/gesture.py", import.meta.url), "utf8");
  assert.equal(Number(/^GESTURE_SECONDS = ([\d.]+)$/m.exec(python)?.[1]) * 1000, GESTURE_PAUSE_SERVER_MS);
});
