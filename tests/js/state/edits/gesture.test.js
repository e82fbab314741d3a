import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { PAGE } from "../../../../static/js/base/page/page-data.js";
import { continuesGesture, gestureName } from "../../../../static/js/state/edits/gesture.js";

const at = (at_ms, ...fields) => ({ name: gestureName(fields), at_ms });

test("edits of the same fields are one gesture until the pause that the server defines", () => {
  assert.equal(continuesGesture(at(0, "l1", "l2"), at(PAGE.gesture_ms - 1, "l1", "l2")), true);
  assert.equal(continuesGesture(at(0, "l1", "l2"), at(PAGE.gesture_ms, "l1", "l2")), false);
});

test("edits of other fields are another gesture", () => {
  assert.equal(continuesGesture(at(0, "l1", "l2"), at(1, "l1")), false);
});
