import assert from "node:assert/strict";
import { test } from "node:test";
import { hasScaledTargets, inOwnUnits, outputClass, targetMean, targetName } from "../../../../static/js/base/words/targets.js";
import { CIRCLE, VALUES } from "../../examples.js";

test("an output of a regression has the name of its values", () => {
  assert.deepEqual(
    [0, 1, 2].map((output) => targetName(VALUES, output)),
    ["price", "rent", ""],
  );
  assert.deepEqual(
    [targetName({ ...CIRCLE, target_names: ["species"] }, 0), targetName(null, 0), targetName({ ...VALUES, target_names: [] }, 0)],
    ["", "", ""],
  );
});

test("an output stands for a class where there are more than two", () => {
  const three = { ...CIRCLE, n_classes: 3, class_names: ["a", "b", "c"] };
  assert.deepEqual([outputClass(three, 1), outputClass(three, 3), outputClass(CIRCLE, 0), outputClass(VALUES, 0), outputClass(null, 0)], ["b", "", "", "", ""]);
});

test("a learnt value comes back to its own units", () => {
  assert.deepEqual([inOwnUnits(-1.5, VALUES, 0), inOwnUnits(2, VALUES, 1), targetMean(VALUES, 0)], [270, 6, 300]);
  assert.deepEqual([inOwnUnits(0.3, CIRCLE, 0), inOwnUnits(0.3, null, 0), inOwnUnits(0.3, VALUES, 7)], [0.3, 0.3, 0.3]);
});

test("values are scaled if a mean or a deviation says so, classes never", () => {
  const scaled = (fields) => hasScaledTargets({ ...VALUES, target_means: [0], target_deviations: [1], ...fields });
  assert.deepEqual([scaled({}), scaled({ target_means: [2] }), scaled({ target_deviations: [0.5] })], [false, true, true]);
  assert.deepEqual([hasScaledTargets({ ...VALUES, task: "classification" }), Boolean(hasScaledTargets(null))], [false, false]);
});
