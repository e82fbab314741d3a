import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { History } from "../../../../static/js/state/store/curve-history.js";
import { referenceRunOf } from "../../../../static/js/state/store/reference-run.js";

const SGD = { optimizer: "sgd", learning_rate: 0.03, axes: null, seed: 0 };

const run = (...rows) => {
  const history = new History();
  for (const [step, ...values] of rows) history.push(step, values);
  return history;
};

test("what is kept stays as it was while the run goes on", () => {
  const losses = run([0, 1, 1], [1, 0.5, 0.6]);
  const kept = referenceRunOf(SGD, losses, run());
  losses.push(2, [0.1, 0.2]);
  losses.push(0, [9, 9]);
  assert.deepEqual(kept.losses, {
    steps: [0, 1],
    series: [
      [1, 0.5],
      [1, 0.6],
    ],
  });
});

test("there is nothing to keep before the first step", () => {
  assert.equal(referenceRunOf(SGD, run([0, 1, 1]), run()), null);
  assert.equal(referenceRunOf(null, run([0, 1, 1], [1, 1, 1]), run()), null);
});
