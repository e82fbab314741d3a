import assert from "node:assert/strict";
import { test } from "node:test";
import { sortedLabels } from "../../../../../static/js/panels/data/table/labels.js";

test("labels that are numbers are sorted by value, equal ones by their text, then come other texts", () => {
  assert.deepEqual(sortedLabels(["b", "10", "2", "1.0", "1", "01", "a", "-3", "−4", "2,5", "10th", "Z"]), [
    "−4",
    "-3",
    "01",
    "1",
    "1.0",
    "2",
    "2,5",
    "10",
    "10th",
    "Z",
    "a",
    "b",
  ]);
  assert.deepEqual(sortedLabels(["1e2", "99", ".5", "inf", "nan"]), [".5", "99", "1e2", "inf", "nan"]);
});
