import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { marksOf, marksUpTo } from "../../../../static/js/state/store/change-marks.js";
import { changeAt } from "../../examples.js";

test("going back forgets the marks that came later", () => {
  const marks = [10, 20].map((step) => ({ step, changes: [] }));
  assert.deepEqual(
    marksUpTo(marks, 15).map(({ step }) => step),
    [10],
  );
  assert.equal(marksUpTo(marks, 20), marks);
  assert.deepEqual(marksUpTo(marks, 0), []);
});

test("the changes of a branch are marks, but not what is shown only, at step 0, of the twin, or taken back", () => {
  const edit = { index: 3, step: 7, kind: "edit", run: 0, changes: [{ field: "W", before: 1, after: 2, layer: 0, row: 0, column: 1 }] };
  const marks = marksOf([
    changeAt(0, "l2", 0, 1),
    changeAt(5, "learning_rate", 0.03, 0.1),
    changeAt(6, "axes", ["x1", "x2"], ["x2", "x1"]),
    changeAt(6, "learning_rate", 0.03, 0.3, { run: 1 }),
    { ...changeAt(6, "l2", 0, 1), changes: [] },
    edit,
    { index: 4, step: 8, kind: "swap", run: 0, changes: [] },
  ]);
  assert.deepEqual(
    marks.map(({ step, changes }) => [step, changes[0].field, changes[0].to]),
    [
      [5, "learning_rate", 0.1],
      [7, "weight 1,2 of layer 1", 2],
    ],
  );
});
