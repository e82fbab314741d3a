import assert from "node:assert/strict";
import { test } from "node:test";
import { rectangular } from "../../../../../static/js/panels/data/text/ragged-rows.js";

/** Evens the lines of a text whose cells are separated by commas. */
const even = (text, mayName = true) => {
  const rows = text.split("\n").map((line) => line.split(","));
  return rectangular({ rows, lines: rows.map((_, i) => i + 1) }, mayName, () => undefined);
};
const textOf = ({ rows }) => rows.map((row) => row.join(",")).join("\n");
const keysOf = ({ notes }) => notes.map(({ key }) => key.replace("table.text.", ""));

test("an even table stays as it is", async () => {
  const found = await even("a,b\n1,2\n3,");
  assert.deepEqual([textOf(found), found.lines, found.notes, found.fault], ["a,b\n1,2\n3,", [1, 2, 3], [], null]);
});

test("empty columns at the sides are left out, and this is noted", async () => {
  for (const text of ["a,b,\n1,2,\n3,4,", ",a,b,\n,1,2,\n,3,4,", "a,b\n1,2,\n3,4,"]) {
    const found = await even(text);
    assert.deepEqual([textOf(found), keysOf(found)], ["a,b\n1,2\n3,4", ["blank_columns"]]);
  }
});

test("a column that has a name or a cell stays", async () => {
  for (const text of ["a,b,c\n1,2,\n3,4,", "a,\n1,2\n3,4", "a,b\n1,2\nx,", "a,b,\n1,2,\n3,4,5", ",a\n1,2\n2,4"]) assert.equal(textOf(await even(text)), text);
});

test("separators behind the last column are no cells", async () => {
  const found = await even("a,b\n1,2,,\n3,4\n5,6");
  assert.deepEqual([textOf(found), found.notes], ["a,b\n1,2\n3,4\n5,6", []]);
});

test("titles above and remarks below the rows are left out, and their lines are named", async () => {
  for (const [above, below] of [
    ["Report", "Source: here"],
    ["Report,,", "Source: here,,"],
  ]) {
    const found = await even(`${above}\na,b,c\n1,2,3\n4,5,6\n${below}`);
    assert.equal(textOf(found), "a,b,c\n1,2,3\n4,5,6");
    assert.deepEqual(found.lines, [2, 3, 4]);
    assert.deepEqual(found.notes, [{ key: "table.text.remarks", values: { n: 2, lines: "1, 5" } }]);
  }
});

test("drawn lines are no rows", async () => {
  for (const text of [
    ",a,b,\n,---,:--:,\n,1,2,\n,3,4,",
    "a,b\n----+----\n1,2\n3,4",
    "+---+---+\n,a,b,\n+---+---+\n,1,2,\n,3,4,\n+---+---+",
    "a,b\n==,==\n1,2\n3,4",
  ]) {
    const found = await even(text);
    assert.equal(textOf(found), "a,b\n1,2\n3,4", text);
    assert.ok(keysOf(found).includes("remarks"));
  }
  assert.equal(textOf(await even("a,b\n-,-\n1,-2")), "a,b\n-,-\n1,-2");
});

test("a title above two columns is no name of one", async () => {
  assert.equal(textOf(await even("Report\nx,y\n1,2\n3,4")), "x,y\n1,2\n3,4");
  assert.deepEqual((await even("mpg\nMazda,21\nFiat,30")).rows[0], ["", "mpg"]);
});

test("a row with a number and nothing else, or only its last cell, is no remark", async () => {
  assert.equal(textOf(await even("a,b,c\n1,2,x\n,,y")), "a,b,c\n1,2,x\n,,y");
  assert.equal(textOf(await even("a,b,c\n1,2,3\n4,,")), "a,b,c\n1,2,3\n4,,");
});

test("a header that is one cell short names the columns on the right", async () => {
  const found = await even("mpg,cyl\nMazda,21,6\nFiat,30,4");
  assert.deepEqual([found.rows[0], keysOf(found)], [["", "mpg", "cyl"], ["row_names"]]);
});

test("a header is one cell short, too, if a separator ends each line", async () => {
  const found = await even("mpg,cyl,\nMazda,21,6,\nFiat,30,4,");
  assert.deepEqual(
    [found.rows[0], keysOf(found)],
    [
      ["", "mpg", "cyl"],
      ["blank_columns", "row_names"],
    ],
  );
});

test("numbers one cell short, and a header that is none, are a row with a cell missing", async () => {
  assert.equal((await even("1,2\nMazda,21,6\nFiat,30,4")).fault.key, "table.text.ragged");
  assert.equal((await even("mpg,cyl\nMazda,21,6\nFiat,30,4", false)).fault.key, "table.text.ragged");
});

test("a row with another number of cells is reported, with its line", async () => {
  const { rows, fault } = await even("a,b,c\n1,2,3\n4,5\n6,7,8");
  assert.deepEqual(rows, []);
  assert.deepEqual(
    [fault.values, fault.cell],
    [
      { line: 3, n: 2, width: 3 },
      { line: 3, column: 1 },
    ],
  );
  assert.equal((await even("a,b\n1,2\n1,2,5\n3,4")).fault.values.line, 3);
});

test("one such row in a hundred is left out, and this is noted", async () => {
  const lines = ["a,b,c", ...Array.from({ length: 200 }, () => "1,2,3")];
  const found = await even(lines.with(50, "1,2").join("\n"));
  assert.deepEqual([found.rows.length, found.fault], [200, null]);
  assert.deepEqual(found.notes, [{ key: "table.text.uneven", values: { n: 1, line: 51, width: 3 } }]);
  assert.equal((await even(lines.with(0, "a,b,c,d").join("\n"))).fault.values.line, 1);
  assert.equal((await even(lines.with(50, "1,2").with(60, "1").with(70, "1,2").join("\n"))).fault.values.line, 51);
});
