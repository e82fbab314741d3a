import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { fieldsEdit, fieldsOf, parameterEdit, resetEdit, seedEdit } from "../../../../static/js/state/edits/edits.js";

const EXPERIMENT = { learning_rate: 0.03, l2: 0, hidden: [4, 2], seed: 0 };
const LIVE = new Set(["learning_rate", "l2"]);

test("fields that can change during a run are changed, and undone one by one", () => {
  assert.deepEqual(fieldsEdit({ learning_rate: 0.3, l2: 1 }, EXPERIMENT, LIVE), {
    name: "learning_rate,l2",
    before: { type: "change", learning_rate: 0.03, l2: 0 },
    after: { type: "change", learning_rate: 0.3, l2: 1 },
  });
});

test("one field that cannot change during a run makes the edit a reset, after which a run continues", () => {
  assert.deepEqual(fieldsEdit({ l2: 1, hidden: [3] }, EXPERIMENT, LIVE), {
    name: "l2,hidden",
    before: { type: "reset", experiment: EXPERIMENT },
    after: { type: "reset", experiment: { l2: 1, hidden: [3] } },
    continues: true,
  });
});

test("before the welcome an edit has no request that undoes it", () => {
  for (const edit of [fieldsEdit({ l2: 1 }, null, LIVE), fieldsEdit({ hidden: [] }, null, LIVE), resetEdit("reset", null), seedEdit(null)])
    assert.equal(edit.before, null);
});

test("the next seed follows the current one, and begins again after the largest", () => {
  const next = (seed) => seedEdit({ ...EXPERIMENT, seed }).after.experiment.seed;
  assert.deepEqual([0, 41, 2 ** 32 - 1].map(next), [1, 42, 0]);
  assert.equal(seedEdit(null).after.experiment.seed, 1);
});

test("other weights are drawn in place of typed-in ones", () => {
  const given = { ...EXPERIMENT, initial_parameters: [{ W: [[1]], b: [0] }] };
  const asked = (edit) => edit.after.experiment;
  assert.equal(asked(seedEdit(given)).initial_parameters, null);
  assert.deepEqual(asked(fieldsEdit({ initializer: "zeros" }, given, LIVE)), { initializer: "zeros", initial_parameters: null });
  assert.deepEqual(asked(fieldsEdit({ hidden: [3] }, given, LIVE)), { hidden: [3] });
  const typed = { seed: 1, initial_parameters: [{ W: [[2]], b: [0] }] };
  assert.deepEqual(asked(fieldsEdit(typed, given, LIVE)), typed);
  assert.deepEqual(asked(fieldsEdit({ initializer: "zeros" }, EXPERIMENT, LIVE)), { initializer: "zeros" });
});

test("a reset keeps the fields that it does not name", () => {
  assert.deepEqual(resetEdit("reset", EXPERIMENT).after, { type: "reset" });
  assert.deepEqual(resetEdit("xor", EXPERIMENT, { seed: 3 }).after, { type: "reset", experiment: { seed: 3 } });
});

test("a parameter is restored to its value in the frame", () => {
  const sections = new Map([
    ["W.1", { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] }],
    ["b.1", { shape: [2], values: [7, 8] }],
  ]);
  const edge = { kind: "edge", layer: 1, row: 1, column: 2 };
  assert.deepEqual(parameterEdit(edge, 9, { sections }), {
    name: "1,1,2",
    before: { type: "set_parameter", layer: 1, row: 1, column: 2, value: 6 },
    after: { type: "set_parameter", layer: 1, row: 1, column: 2, value: 9 },
  });
  assert.equal(parameterEdit({ ...edge, column: null }, 9, { sections }).before.value, 8);
  assert.equal(parameterEdit(edge, 9, null).before, null);
});

test("a request sets the fields of its experiment, and nothing else", () => {
  assert.deepEqual(fieldsOf({ type: "reset", experiment: { seed: 1 } }), { seed: 1 });
  assert.deepEqual(fieldsOf({ type: "reset" }), {});
  assert.deepEqual(fieldsOf({ type: "change", restore: 3, l2: 1 }), { l2: 1 });
  assert.deepEqual(fieldsOf({ type: "set_parameter", layer: 0, row: 0, column: 0, value: 1 }), {});
});
