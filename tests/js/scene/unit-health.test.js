import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import { healthCounts, unitHealth } from "../../../static/js/scene/unit-health.js";
import { healthNumbers, healthWord } from "../../../static/js/panels/network/unit-health.js";
import { subscriptionOf } from "../../../static/js/state/subscription.js";

const column = (values) => ({ shape: [values.length], values: Float32Array.from(values) });
const frame = { sections: new Map([["unit_dead.0", column([0, 1, 0, 0])], ["unit_saturated.0", column([0.5, 1, 0.91, 0.89])]]) };

test("a unit is dead, mostly saturated, or active", () => {
  assert.deepEqual([0, 1, 2, 3].map((index) => unitHealth(frame, 0, index)), [null, "dead", "saturated", null]);
  assert.equal(unitHealth(null, 0, 0), null);
});

test("a dead unit counts once", () => {
  assert.deepEqual(healthCounts(frame, 0), { dead: 1, saturated: 1, n: 4 });
  assert.deepEqual(healthCounts(frame, 1), { dead: 0, saturated: 0, n: 0 });
});

test("card and table have words for it", () => {
  assert.deepEqual(healthNumbers(frame, 0, 1), [["saturated on", "all: dead"]]);
  assert.deepEqual(healthNumbers(frame, 0, 0), [["saturated on", "50\u2009%"]]);
  assert.deepEqual(healthNumbers(frame, 1, 0), []);
  assert.deepEqual([0, 1, 2].map((index) => healthWord(frame, 0, index)), ["active", "dead", "saturated"]);
});

test("a network without hidden layers is not asked for dead units", () => {
  const state = { data: null, view: { lens: "weights", answers: "boundary" }, network: { layers: [{ fan_out: 1 }] } };
  assert.ok(!subscriptionOf(state).sections.includes("unit_dead"));
  assert.ok(subscriptionOf({ ...state, network: { layers: [{ fan_out: 3 }, { fan_out: 1 }] } }).sections.includes("unit_dead"));
});
