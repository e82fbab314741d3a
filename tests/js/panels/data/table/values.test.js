import "../../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { createEvidence } from "../../../../../static/js/panels/data/table/dates.js";
import { cellsOf, GOOD, LARGE, MISSING, REFUSED } from "../../../../../static/js/panels/data/table/values.js";
import { LIMITS, pause } from "../../../tables.js";

const POINT = { decimal: ".", thousands: "", unit: "" };
const read = (kind, cells, format = POINT) =>
  cellsOf(
    cells.map((cell) => [cell]),
    { index: 0, kind, format, survey: { dates: createEvidence() } },
    LIMITS,
    pause,
  );

test("numbers are read, and all other cells are marked", async () => {
  const { values, marks, missing, refused, firstRefused } = await read("number", ["1.5", "NA", "none", "1,5", "2e9", "1e999", "-1e9", "1e9"]);
  assert.deepEqual([...values], [1.5, NaN, NaN, NaN, NaN, NaN, -1e9, 1e9]);
  assert.deepEqual([...marks], [GOOD, MISSING, MISSING, REFUSED, LARGE, LARGE, GOOD, GOOD]);
  assert.deepEqual([missing, refused, firstRefused], [2, 3, 3]);
});

test("dates are days", async () => {
  const { values, marks } = await read("date", ["1970-01-02", "2.1.1970", "soon", ""]);
  assert.deepEqual(
    [[...values], [...marks]],
    [
      [1, 1, NaN, NaN],
      [GOOD, GOOD, REFUSED, MISSING],
    ],
  );
});

test("categories are the places of sorted labels", async () => {
  const { values, labels, missing } = await read("category", ["b", "10", "2", "b", "?", "none", "01"]);
  assert.deepEqual(labels, ["01", "2", "10", "b", "none"]);
  assert.deepEqual([...values], [3, 2, 1, 3, NaN, 4, 0]);
  assert.equal(missing, 1);
});

test("a long column is read in slices", async () => {
  for (const kind of ["number", "category"]) {
    let pauses = 0;
    await cellsOf(
      Array.from({ length: 10_000 }, (_, i) => [String(i % 5)]),
      { index: 0, kind, format: POINT },
      LIMITS,
      () => {
        pauses += 1;
      },
    );
    assert.ok(pauses >= 4, kind);
  }
});

test("very many labels stay in the order of the file", async () => {
  const cells = Array.from({ length: 6000 }, (_, i) => `w${6000 - i}`);
  const { values, labels } = await read("category", cells);
  assert.deepEqual([labels, values[0], values[5999]], [cells, 0, 5999]);
});
