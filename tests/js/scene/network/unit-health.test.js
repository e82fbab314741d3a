import "../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { healthCounts, unitHealth } from "../../../../static/js/scene/network/unit-health.js";
import { frameOf } from "../../examples.js";

const frame = frameOf({ "unit_dead.0": [[4], [0, 1, 0, 0]], "unit_saturated.0": [[4], [0.5, 1, 0.91, 0.89]] });

test("a unit is dead, mostly saturated, or active", () => {
  assert.deepEqual(
    [0, 1, 2, 3].map((index) => unitHealth(frame, 0, index)),
    [null, "dead", "saturated", null],
  );
  assert.equal(unitHealth(null, 0, 0), null);
});

test("a dead unit counts once", () => {
  assert.deepEqual(healthCounts(frame, 0), { dead: 1, saturated: 1, n: 4 });
  assert.deepEqual(healthCounts(frame, 1), { dead: 0, saturated: 0, n: 0 });
});
