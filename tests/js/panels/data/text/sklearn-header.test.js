import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutSklearnHeader } from "../../../../../static/js/panels/data/text/sklearn-header.js";

const read = (text) => {
  const rows = text.split("\n").map((line) => line.split(","));
  return withoutSklearnHeader({ rows, lines: rows.map((_, i) => i + 1) });
};

test("a line with the counts of samples and inputs names the classes", () => {
  assert.deepEqual(read("3,2,cat,dog\n1.5,2,0\n3,4,1\n5,6,1"), {
    rows: [
      ["1.5", "2", "cat"],
      ["3", "4", "dog"],
      ["5", "6", "dog"],
    ],
    lines: [2, 3, 4],
    note: { key: "table.text.counts", values: { line: 1, names: "cat, dog" } },
  });
});

test("a first line that counts something else is another one", () => {
  for (const text of [
    "4,2,cat,dog\n1,2,0\n3,4,1\n5,6,1",
    "3,3,cat,dog\n1,2,0\n3,4,1\n5,6,1",
    "3,2,cat,dog\n1,2,0\n3,4,1\n5,6,2",
    "3,2,cat\n1,2,0\n3,4,0\n5,6,0",
    "1,2,a",
  ]) {
    assert.equal(read(text), null, text);
  }
});
