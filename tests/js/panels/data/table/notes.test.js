import "../../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { nameOf, placeOf } from "../../../../../static/js/panels/data/table/notes.js";
import { LIMITS, lines, read } from "../../../tables.js";

test("what is left out and turned into numbers is said in the order in which a reader would ask", async () => {
  const text = lines(["", "day", "sex", "price", "id", "c", "y"], 20, (i) => [
    i,
    `2012-01-${i + 10}`,
    i % 2 ? "m" : "f",
    `${i}.50 €`,
    `n${i}`,
    "7",
    i === 3 ? "NA" : `${i}.25`,
  ]);
  const { notes } = await read(text, {}, { ...LIMITS, samples: 10 });
  assert.deepEqual(notes, [
    { key: "table.data.gaps", values: { n: 1, all: 20 } },
    { key: "table.data.sample", values: { n: 10, all: 19 } },
    { key: "table.out.counts", values: { n: 1, names: "1" } },
    { key: "table.out.id", values: { n: 1, names: "id" } },
    { key: "table.out.constant", values: { n: 1, names: "c" } },
    { key: "table.out.date", values: { n: 1, names: "day" } },
    { key: "table.data.units", values: { n: 1, names: "price (€)" } },
    { key: "table.data.categories", values: { n: 1, names: "sex" } },
  ]);
});

test("each column says its unit, its thousands, and that it counts days", async () => {
  const notesOf = async (text, choices) => (await read(text, choices)).columns[0].notes;
  assert.deepEqual(await notesOf('price,y\n"$1,050",1.5\n$950,2.5\n'), [
    { key: "table.column.thousands", values: { text: "$1,050", value: "1050" } },
    { key: "table.column.unit", values: { unit: "$" } },
  ]);
  assert.deepEqual(await notesOf("width,y\n(cm),\n1.5,1.5\n2.5,2.5\n"), [{ key: "table.column.unit", values: { unit: "cm" } }]);
  assert.deepEqual(await notesOf("day,a,y\n2012-01-01,1.5,2.5\n2012-01-02,2.5,2.5\n", { columns: { 0: { role: "input" } } }), [
    { key: "table.column.days", values: {} },
  ]);
});

test("a column that is the target in other words is named", async () => {
  const text = (count, alive) => lines(["survived", "alive", "sex", "age"], count, (i) => [i % 2, alive(i), i % 3 ? "m" : "f", `${i}.5`]);
  const told = async (...cells) => (await read(text(...cells))).notes.filter(({ key }) => key === "table.data.tells").map(({ values }) => values.names);
  assert.deepEqual(await told(20, (i) => (i % 2 ? "yes" : "no")), ["alive"]);
  assert.deepEqual(await told(19, (i) => (i % 2 ? "yes" : "no")), []);
  assert.deepEqual(await told(20, (i) => (i % 2 && i > 1 ? "yes" : "no")), []);
  assert.deepEqual(await told(20, (i) => (i % 2 ? "yes" : ["no", "never"][i % 4 ? 1 : 0])), []);
});

test("lines with a cell that is to be corrected are not said to be left out", async () => {
  const text = "a,b,y\n1.5,x1,2.5\n2.5,3,3.5\nNA,4,4.5\n4.5,5,5.5\n5.5,?,x2\n";
  const gaps = async (choices) => (await read(text, choices)).notes.filter(({ key }) => key.endsWith("gaps")).map(({ values }) => values.n);
  assert.deepEqual([await gaps({}), await gaps({ refused: "missing" })], [[2], [3]]);
  const { notes, faults } = await read(text, { missing: "mean" });
  assert.deepEqual([notes.filter(({ key }) => key === "table.data.filled").map(({ values }) => values.n), faults.length], [[1], 2]);
});

test("where more than half of the lines are left out, it is said how to keep them", async () => {
  const keys = async (n) =>
    (await read(lines(["a", "b", "y"], 10, (i) => [i < n ? "NA" : `${i}.5`, i < n ? `${i}.5` : "1.5", i % 2 ? "p" : "q"]))).notes.map(({ key }) => key);
  assert.deepEqual(await keys(5), ["table.data.gaps"]);
  const text = lines(["a", "b", "y"], 10, (i) => [i < 3 ? "NA" : `${i}.5`, i > 6 ? "NA" : `${i}.5`, i % 2 ? "p" : "q"]);
  assert.deepEqual((await read(text)).notes, [{ key: "table.data.many_gaps", values: { n: 6, all: 10 } }]);
});

test("many names are not all listed", async () => {
  const text = lines([..."abcdefghijk"], 5, (i) => [..."abcdefghi"].map(() => "7").concat(`${i}.5`, `${i}.5`));
  const { notes } = await read(text);
  assert.deepEqual(notes, [{ key: "table.out.constant", values: { n: 9, names: "a, b, c, d, e, f, g, h, …" } }]);
});

test("a column is called by its name, or by its number", () => {
  assert.deepEqual(
    [nameOf({ name: "a", index: 1 }), nameOf({ name: "", index: 1 }), placeOf({ name: "a", index: 1 }), placeOf({ name: "", index: 1 })],
    ["a", "2", "2 (a)", "2"],
  );
});
