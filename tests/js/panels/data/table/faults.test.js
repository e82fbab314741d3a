import "../../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_CHOICES, withCure } from "../../../../../static/js/panels/data/table/choices.js";
import { reading } from "../../../../../static/js/panels/data/table/reading.js";
import { LIMITS, lines, pause, read, tableFrom } from "../../../tables.js";

const number = (i) => `${(i * 7) % 11}.5`;

/** The first fault of a text, and the first faults that are left after each of its cures. */
async function faultOf(text, choices = {}, limits = LIMITS) {
  const { faults } = await read(text, choices, limits);
  const [first] = faults;
  if (!first) return null;
  const after = {};
  for (const cure of first.cures) {
    const cured = await read(text, withCure(withCure(NO_CHOICES, choices), cure.choices), limits);
    after[cure.key.replace("table.cure.", "") + (cure.values.column ? ` ${cure.values.column}` : "")] = cured.faults[0]?.key ?? null;
  }
  return { key: first.key, values: first.values, cell: first.cell, after };
}

test("a cell that is no number is named with its line, its column and its cures", async () => {
  assert.deepEqual(await faultOf("a,b,y\n1,2,2.5\n2,3,3.5\n3,three,4.5\n4,?,5.5\n5,120/80,6.5\n6,7,7.5\n"), {
    key: "table.column.not_number",
    values: { line: "4", column: "2 (b)", text: "three", n: 2 },
    cell: { line: 4, column: 1 },
    after: { missing: null, "category b": null, "out b": null },
  });
});

test("a cell that is no number is no fault in a column that is left out", async () => {
  assert.equal(await faultOf("a,b,y\n1,2,2.5\n2,three,3.5\n4,5,5.5\n", { columns: { 1: { role: "out" } } }), null);
});

test("a number in another unit than the others is named so", async () => {
  const keys = async (cells) =>
    (await read(lines(["a", "y"], cells.length, (i) => [cells[i], `${i}.5`]))).faults.map(({ key, values }) => [key, values.text, values.n]);
  assert.deepEqual(await keys(["5 kg", "500 g", "7 kg"]), [["table.column.other_unit", "5 kg", 3]]);
  assert.deepEqual(await keys([..."123456789"].map((n) => `${n} %`).concat("20")), [["table.column.other_unit", "20", 1]]);
  assert.deepEqual(await keys([..."123456789"].map((n) => `${n} %`).concat("n %")), [["table.column.not_number", "n %", 1]]);
  assert.deepEqual(await keys(["5", "3/4", "7"]), [["table.column.not_number", "3/4", 1]]);
  const { cures } = (await read("a,y\n5 kg,1.5\n500 g,2.5\n")).faults[0];
  assert.deepEqual(
    cures.map(({ key }) => key),
    ["table.cure.missing", "table.cure.category", "table.cure.out"],
  );
});

test("numbers that are too large for a network are named", async () => {
  assert.deepEqual(await faultOf("a,b,y\n1,2,2.5\n2,2000000000,3.5\n4,1e999,5.5\n5,6,7.5"), {
    key: "table.column.large",
    values: { line: "3", column: "2 (b)", text: "2000000000", n: 2 },
    cell: { line: 3, column: 1 },
    after: { missing: null, "out b": null },
  });
});

test("a decimal mark that nothing tells is asked for, with what the number would be", async () => {
  const text = "price;city;y\n1.050;a;1\n2.125;b;2\n3.300;a;1\n";
  assert.deepEqual(await faultOf(text), {
    key: "table.column.open",
    values: { column: "1 (price)", text: "1.050" },
    cell: undefined,
    after: { decimal: null },
  });
  const { cures } = (await read(text)).faults[0];
  assert.deepEqual(
    cures.map(({ values, choices }) => [values, choices]),
    [
      [{ text: "1.050", value: "1.05" }, { decimal: "." }],
      [{ text: "1.050", value: "1050" }, { decimal: "," }],
    ],
  );
  assert.deepEqual((await (await read(text, { decimal: "," })).samples()).x[0][0], 1050);
});

test("dates that nobody can order are named when they are an input", async () => {
  const text = lines(["day", "a", "y"], 5, (i) => [`${i + 1}/${i + 2}/2012`, number(i), number(i)]);
  assert.equal(await faultOf(text), null);
  assert.deepEqual((await faultOf(text, { columns: { 0: { role: "input" } } })).after, { "out day": null });
  const mixed = lines(["day", "a", "y"], 12, (i) => [i === 5 ? "soon" : `2012-01-${i + 10}`, number(i), number(i)]);
  assert.equal((await faultOf(mixed, { columns: { 0: { role: "input" } } })).key, "table.column.not_date");
});

test("a table needs a target, an input, two lines and two columns", async () => {
  assert.deepEqual((await faultOf("a,b\n1.5,2.5\n3.5,4.5", { columns: { 0: { role: "input" }, 1: { role: "input" } } })).key, "table.data.no_target");
  assert.deepEqual(await faultOf(lines(["c", "y"], 5, (i) => ["7", number(i)])), {
    key: "table.data.no_input",
    values: {},
    cell: undefined,
    after: { "input c": null },
  });
  assert.equal((await faultOf("a,y\n1.5,2.5\n")).key, "table.data.few");
  const narrow = { ...(await tableFrom("a,b\n1,2\n3,4")), names: ["a"], hints: [null] };
  assert.equal((await reading(narrow, NO_CHOICES, LIMITS, pause)).faults[0].key, "table.data.one_column");
  assert.deepEqual(await faultOf("a,b,y\n1.5,NA,2.5\nNA,2,3.5\n2,3,4.5"), {
    key: "table.data.all_gaps",
    values: { n: 2 },
    cell: undefined,
    after: { mean: null, "out a": null },
  });
});

test("a classification needs two classes, and no more than a network has", async () => {
  const one = await faultOf(lines(["a", "b", "class"], 6, (i) => [number(i), number(i), i === 0 ? "yes" : "no"]).replace("0.5;0.5;yes", "NA;0.5;yes"));
  assert.deepEqual([one.key, one.values, one.after], ["table.data.one_class", { column: "3 (class)", text: "no" }, { "target a": null, "target b": null }]);
  const many = await faultOf(
    lines(["a", "class"], 33, (i) => [number(i), String(i % 11)]),
    { columns: { 1: { kind: "category" } } },
  );
  assert.deepEqual([many.key, many.values], ["table.data.many_classes", { column: "2 (class)", n: 11, most: 10 }]);
  assert.deepEqual(many.after, { "number class": null, commonest: null, "target a": "table.data.no_input" });
});

test("a class is the only target", async () => {
  const text = lines(["a", "colour", "b"], 6, (i) => [number(i), ["red", "green"][i % 2], number(i)]);
  const found = await faultOf(text, { columns: { 1: { role: "target" }, 2: { role: "target" } } });
  assert.deepEqual([found.key, found.after], ["table.data.two_targets", { "target colour": null, "target b": null }]);
});

test("too many inputs: the last columns can be left out, or those with the most words", async () => {
  const wide = lines(
    [...Array(70).keys(), "y"].map((k) => `c${k}`),
    5,
    (i) => Array.from({ length: 71 }, (_, k) => number(i + k)),
  );
  const found = await faultOf(wide);
  assert.deepEqual([found.key, found.values, found.after], ["table.data.many_inputs", { n: 70, most: 64 }, { drop_last: null }]);
  const words = lines([..."abcdefg", "y"], 60, (i) => [...Array.from({ length: 7 }, (_, k) => `w${(i + k) % (k + 6)}`), number(i)]);
  assert.deepEqual([(await faultOf(words, {}, { ...LIMITS, features: 50 })).after], [{ drop_last: null, drop_widest: null }]);
});

test("the largest fault comes first, and each has a sentence", async () => {
  const { faults } = await read("a,b,y\n1,x,2.5\n2,3,z\n3,4,4.5\n4,5,5.5\n");
  assert.deepEqual(
    faults.map(({ key, cell }) => [key, cell.line]),
    [
      ["table.column.not_number", 2],
      ["table.column.not_number", 3],
    ],
  );
});
