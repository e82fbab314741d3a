import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { readTable, TableError } from "../../../../../static/js/panels/data/table/parse-table.js";

const LIMITS = { samples: 10_000, features: 64, numbers: 400_000, classes: [2, 10], bytes: 2 ** 20 };
const read = (text, kind = "automatic", limits = LIMITS) => readTable(text, kind, limits);

/** The message of a refusal, and the piece of the text that it points at. */
function refusal(text, kind, limits) {
  try {
    read(text, kind, limits);
  } catch (error) {
    assert.ok(error instanceof TableError, String(error));
    return [error.message, error.range && text.slice(...error.range)];
  }
  return assert.fail("it was read");
}

for (const [name, text] of Object.entries({
  commas: "1.5,2,a\n-3,0.25,b",
  "commas and spaces": " 1.5, 2 , a\r\n-3,\t.25, b\r\n".replace("\t", ""),
  semicolons: "1.5;2;a\n-3;0.25;b",
  "semicolons and decimal commas": "1,5;2;a\n-3;0,25;b",
  "tabs and decimal commas": "1,5\t2\ta\n-3\t0,25\tb\n",
  spaces: "1.5 2 a\n-3   0.25 b",
  "spaces and decimal commas": "1,5 2,0 a\n-3,0 0,25 b",
  "a header": "width,height,kind\n1.5,2,a\n-3,0.25,b",
  "empty lines": "\n1.5,2,a\n\n-3,0.25,b\n\n",
  quotes: '1.5,2,"a"\n-3,0.25,"b"',
})) {
  test(`${name} part the columns`, () => {
    const { x, y } = read(text);
    assert.deepEqual(x, [
      [1.5, 2],
      [-3, 0.25],
    ]);
    assert.deepEqual(y, ["a", "b"]);
  });
}

test("a first line of names names the columns", () => {
  const { names } = read("width;height;kind\n1;2;a\n3;4;b");
  assert.deepEqual(names, ["width", "height"]);
  assert.deepEqual(read(";height;kind\n1;2;a\n3;4;b").names, ["x1", "height"]);
  assert.equal(read("1,2,a\n3,4,b").names, undefined);
  assert.equal(read("width,kind\n1,2,a\n3,4,b").names, undefined);
});

test("a quoted label may hold what parts the columns", () => {
  assert.deepEqual(read('1,2,"x, y"\n3,4,"say ""no"""').y, ["x, y", 'say "no"']);
});

test("whole numbers are classes, decimals and many numbers are values", () => {
  assert.equal(read("1,0\n2,1").kind, "classes");
  assert.deepEqual(read("1,0.5\n2,1").y, [[0.5], [1]]);
  const many = Array.from({ length: 11 }, (_, i) => `${i},${i}`).join("\n");
  assert.equal(read(many).kind, "values");
  assert.equal(read("1,0\n2,1", "values").kind, "values");
  assert.deepEqual(read("1,0.5\n2,1", "classes").y, ["0.5", 1]);
});

test("a refusal points at line, column and text", () => {
  assert.deepEqual(refusal("1,2,a\n1,two,b"), ["Line 2, column 2: “two” is not a number", "two"]);
  assert.deepEqual(refusal("\n1;2;a\n\n1;;b"), ["Line 4, column 2: Something is missing here", ""]);
  assert.deepEqual(refusal("1,2,a\n1,b"), ["Line 2, column 2: This line has 2 columns, the first one has 3", "b"]);
  assert.deepEqual(refusal("1,2,a\n,2,b"), ["Line 2, column 1: Something is missing here", ""]);
  assert.deepEqual(refusal("1,2,a\n1,2,"), ["Line 2, column 3: Something is missing here", ""]);
  assert.equal(refusal("1,2,a\n2e9,2,b")[1], "2e9");
  assert.deepEqual(refusal("1\n2"), ["Line 1, column 1: A line needs two columns at least: an input, and a class or a value", "1"]);
});

test("too much of anything is refused, and just enough is not", () => {
  const rows = (n, width = 2) => Array.from({ length: n }, (_, i) => [...Array(width - 1).fill(1), i % 2].join(",")).join("\n");
  const small = { samples: 5, features: 3, numbers: 12, classes: [2, 3], bytes: 100 };
  assert.equal(read(rows(5), "automatic", small).x.length, 5);
  assert.match(refusal(rows(6), "automatic", small)[0], /^Line 6, column 1: A table has at most 5 lines/);
  assert.equal(read(rows(2, 4), "automatic", small).x[0].length, 3);
  assert.equal(read(rows(4, 4), "automatic", small).x.length, 4);
  assert.match(refusal(rows(5, 4), "automatic", small)[0], /more than 12 numbers/);
  assert.match(refusal(rows(2, 5), "automatic", small)[0], /^Line 1, column 4: A sample has at most 3 inputs/);
  assert.equal(refusal("1,a\n1,b\n1,c\n1,d", "automatic", small)[1], "d");
  assert.match(refusal("1,a\n1,a")[0], /only one class/);
  assert.match(refusal("1,a")[0], /only one class/);
  assert.match(refusal("")[0], /at least one line/);
  assert.match(refusal(`1,a\n1,${"é".repeat(60)}`, "automatic", small)[0], /longer than/);
  assert.match(refusal(`1,a\n1,${"b".repeat(65)}`)[0], /at most 64 letters/);
});

test("one line is enough for a value, and no name stands alone", () => {
  const { x, y, kind } = read("0.05 0.1 0.01");
  assert.deepEqual([x, y, kind], [[[0.05, 0.1]], [[0.01]], "values"]);
  const named = read("width,height,cost\n1,2,0.5");
  assert.deepEqual([named.x, named.names], [[[1, 2]], ["width", "height"]]);
  assert.match(refusal("width,height,cost")[0], /not a number/);
});
