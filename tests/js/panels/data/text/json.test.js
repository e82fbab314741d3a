import "../../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { isJson, jsonTable } from "../../../../../static/js/panels/data/text/json.js";

const read = (value, header = null) => jsonTable(typeof value === "string" ? value : JSON.stringify(value), { header }, () => undefined);
const faultOf = async (value) => (await read(value)).faults.map(({ key, values }) => [key.replace("table.text.", ""), values])[0];

test("a list of records is a table of their texts, numbers as they are written", async () => {
  const { names, rows, lines, header, separator } = await read('[\n{"x": 1.0, "c": "01"},\n{"x": 1e-3, "c": null},\n\n{"c": true, "d": " a "}]');
  assert.deepEqual([names, header, separator, lines], [["x", "c", "d"], true, null, [2, 3, 5]]);
  assert.deepEqual(rows, [
    ["1.0", "01", ""],
    ["1e-3", "", ""],
    ["", "true", "a"],
  ]);
});

test("the point of a number is certain, the marks in a text are not", async () => {
  const { rows } = await read('[{"x": 1.051, "c": "1.051"}, {"x": -12.340, "c": "1,5"}, {"x": 1234.567, "c": "1,050"}]');
  assert.deepEqual(rows, [
    ["1.0510", "1.051"],
    ["-12.3400", "1,5"],
    ["1234.567", "1,050"],
  ]);
});

test("what follows a list is not dropped without a word", async () => {
  assert.deepEqual(await faultOf('[{"x": 1, "y": 2},\n{"x": 3, "y": 4}]\n[{"x": 5, "y": 6}]'), ["json_more", { line: 2 }]);
  assert.deepEqual((await read('[{"x": 1, "y": 2}] \n\n')).rows, [["1", "2"]]);
});

test("records may follow each other, one per line", async () => {
  const { rows, lines } = await read('{"x": 1, "y": "}\\"{"}\n{"x": 2, "y": "b"}\n');
  assert.deepEqual(
    [rows, lines],
    [
      [
        ["1", '}"{'],
        ["2", "b"],
      ],
      [1, 2],
    ],
  );
});

test("lists of lists are rows, with a header or without", async () => {
  assert.deepEqual(
    (
      await read([
        ["x", "y"],
        [1, 2],
        [3, 4],
      ])
    ).names,
    ["x", "y"],
  );
  assert.deepEqual(
    (
      await read([
        [1, 2],
        [3, 4],
      ])
    ).rows,
    [
      ["1", "2"],
      ["3", "4"],
    ],
  );
});

test("columns are read as pandas writes them", async () => {
  const expected = [
    ["1", "a"],
    ["2", "b"],
  ];
  for (const value of [
    { x: [1, 2], y: ["a", "b"] },
    { x: { 0: 1, 1: 2 }, y: { 0: "a", 1: "b" } },
    {
      columns: ["x", "y"],
      index: [0, 1],
      data: [
        [1, "a"],
        [2, "b"],
      ],
    },
    {
      schema: { fields: [] },
      data: [
        { x: 1, y: "a" },
        { x: 2, y: "b" },
      ],
    },
  ]) {
    const { names, rows } = await read(value);
    assert.deepEqual([names, rows], [["x", "y"], expected], JSON.stringify(value));
  }
});

test("what is no table is refused, with the place", async () => {
  assert.deepEqual(await faultOf('[{"x": 1, "y": 2},\n{"x": 1, "y" 2}]'), ["json", { line: 2 }]);
  assert.deepEqual(await faultOf('[{"x": 1, "y": 2}'), ["json", { line: 1 }]);
  assert.deepEqual(
    await faultOf([
      { x: 1, y: 2 },
      { x: { z: 1 }, y: 2 },
    ]),
    ["json_nested", { path: "[1].x" }],
  );
  assert.deepEqual(await faultOf([[1, [2]]]), ["json_nested", { path: "[0][1]" }]);
  assert.deepEqual(await faultOf([{ x: 1, y: 2 }, [1]]), ["json_record", { line: 1 }]);
  assert.deepEqual(await faultOf({ x: [1, 2], y: [1] }), ["json_columns", {}]);
  assert.deepEqual(await faultOf({ x: [1, 2], y: 1 }), ["json_nested", { path: "y" }]);
  assert.deepEqual(await faultOf([]), ["empty", {}]);
  assert.deepEqual(await faultOf([{ x: 1 }]), ["one_column", { line: 1 }]);
  assert.deepEqual(await faultOf("[".repeat(2 ** 20)), ["json", { line: 1 }]);
  assert.equal((await faultOf("[".repeat(2 ** 16) + "]".repeat(2 ** 16)))[0].slice(0, 4), "json");
});

test("only a text that begins as records do is JSON", () => {
  for (const text of ['[{"x": 1}]', " [\n [1, 2]]", '\ufeff{"x": 1}', "[]", "{}"]) assert.ok(isJson(text), text);
  for (const text of ["x,y", "[1], 2", "{x}, y", '"[{"']) assert.ok(!isJson(text), text);
});

test("the texts of numbers are not kept in one very long value", async () => {
  const { rows } = await read(`{"x": [${"1.50,".repeat(300_000)}2], "y": [${"0,".repeat(300_000)}1]}`);
  assert.deepEqual([rows.length, rows[0]], [300_001, ["1.5", "0"]]);
});
