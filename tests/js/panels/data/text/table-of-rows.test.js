import "../../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { tableOfRows } from "../../../../../static/js/panels/data/text/table-of-rows.js";

const table = (text, { header = null, heading = [] } = {}) => {
  const rows = text.split("\n").map((line) => line.split(","));
  return tableOfRows({ rows, lines: rows.map((_, i) => i + 1), separator: ",", header, heading, notes: [] }, () => undefined);
};
const keysOf = (notes) => notes.map(({ key }) => key.replace("table.text.", ""));

test("the first line names the columns, or none does", async () => {
  const named = await table("x,y\n1,2");
  assert.deepEqual([named.header, named.names, named.rows, named.lines, named.faults], [true, ["x", "y"], [["1", "2"]], [2], []]);
  const unnamed = await table("1,2\n3,4");
  assert.deepEqual([unnamed.header, unnamed.names, unnamed.lines], [false, ["", ""], [1, 2]]);
});

test("what is chosen is not guessed", async () => {
  assert.deepEqual((await table("1,2\n3,4", { header: true })).names, ["1", "2"]);
  assert.deepEqual((await table("x,y\n1,2", { header: false })).rows[0], ["x", "y"]);
  assert.deepEqual((await table("0,1,2\n5.1,3.5,a\n4.9,3.0,a", { header: true })).notes, []);
});

test("a comment above the first row names the columns where it has as many", async () => {
  const named = await table("1,2\n3,4", { heading: ["x", "y"] });
  assert.deepEqual([named.header, named.names, keysOf(named.notes)], [true, ["x", "y"], ["header.comment"]]);
  assert.deepEqual((await table("1,2\n3,4", { heading: ["x", "y", ""] })).names, ["x", "y"]);
  assert.deepEqual((await table("1,2\n3,4", { heading: ["made", "in", "May"] })).names, ["", ""]);
  assert.deepEqual((await table("1,2\n3,4", { heading: ["x", "y"], header: false })).names, ["", ""]);
});

test("units and types are no samples, and the lines keep their numbers", async () => {
  const { rows, lines, hints, notes } = await table("x,y\n(cm),(s)\n1,2\n3,4");
  assert.deepEqual([rows.length, lines, hints[0], keysOf(notes)], [2, [3, 4], { unit: "cm" }, ["units"]]);
});

test("the last column of a data set of scikit-learn is its class", async () => {
  const { names, hints, rows } = await table("2,2,cat,dog\n1.5,2,0\n3,4,1");
  assert.deepEqual(
    [names, hints, rows[1]],
    [
      ["", "", ""],
      [null, null, { kind: "category", role: "target" }],
      ["3", "4", "dog"],
    ],
  );
});

test("a table without two columns, and one with uneven rows, have a fault and no rows", async () => {
  for (const [text, key] of [
    ["1\n2", "one_column"],
    ["x,y\n1,2\n3\n4,5", "ragged"],
  ]) {
    const { rows, faults } = await table(text);
    assert.deepEqual([rows, keysOf(faults)], [[], [key]]);
  }
});
