import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { t as words } from "../../../../../static/js/base/words/i18n.js";
import { scalingText } from "../../../../../static/js/panels/inside/base/scaling.js";
import { CIRCLE, VALUES } from "../../../examples.js";

test("the scaling is written with all its numbers, and only if there is one", () => {
  assert.equal(scalingText("losses.scaled", VALUES), words("losses.scaled", { mean: "300, 2", deviation: "20, 2" }));
  assert.deepEqual([scalingText("batch.scaled", CIRCLE), scalingText("batch.scaled", null)], ["", ""]);
});
