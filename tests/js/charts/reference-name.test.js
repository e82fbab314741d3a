import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import { lastShown, referenceName } from "../../../static/js/charts/reference-name.js";
import { History } from "../../../static/js/state/store/curve-history.js";
import { referenceRunOf } from "../../../static/js/state/store/reference-run.js";

const label = (field, value) => (field === "field" ? value : value.toUpperCase());
const SGD = { optimizer: "sgd", learning_rate: 0.03, axes: null, seed: 0 };

const run = (...rows) => {
  const history = new History();
  for (const [step, ...values] of rows) history.push(step, values);
  return history;
};

test("the kept run is called by what differs", () => {
  const kept = referenceRunOf(SGD, run([0, 1, 1], [1, 0.5, 0.6]), run());
  const named = (changes) => referenceName(kept, { ...SGD, ...changes }, label);
  assert.equal(named({}), "kept");
  assert.equal(named({ axes: ["x1", "x2"] }), "kept");
  assert.equal(named({ optimizer: "adam" }), "SGD");
  assert.equal(named({ learning_rate: 1 }), "rate 0.03");
  assert.equal(named({ optimizer: "adam", seed: 1 }), "SGD +1");
  const long = referenceRunOf({ ...SGD, optimizer: "a very long name of an optimizer" }, run([0, 1, 1], [1, 1, 1]), run());
  assert.ok(referenceName(long, SGD, label).length <= 14);
});

test("a much longer run leaves the present one at least a fifth of the axis", () => {
  assert.equal(lastShown(0, 500), 500, "a short one is shown whole");
  assert.equal(lastShown(800, 500), 800);
  assert.equal(lastShown(0, 2e6), 1000);
  for (let last = 200; last < 3e6; last = Math.ceil(1.3 * last)) {
    const end = lastShown(last, 2e6);
    assert.ok(end >= last && end <= 5 * last && end <= Math.max(last, 2e6), `${last} of ${end}`);
  }
  assert.equal(lastShown(1.5e6, 2e6), 2e6);
});
