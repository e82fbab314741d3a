import "../../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { tableOf } from "../../../../../static/js/panels/data/text/table.js";
import { slow } from "../../../slow.js";

const read = (text, choices = {}) => tableOf(text, { separator: null, header: null, ...choices }, () => undefined);
const keysOf = (notes) => notes.map(({ key }) => key.replace("table.text.", ""));

test("a text is read as a table, whatever ends its lines", async () => {
  for (const end of ["\n", "\r\n", "\r"]) {
    const { separator, names, rows, lines, notes } = await read(`\ufeffx;y${end}1,5;a${end}2;b${end}`);
    assert.deepEqual(
      [separator, names, rows, lines, notes],
      [
        ";",
        ["x", "y"],
        [
          ["1,5", "a"],
          ["2", "b"],
        ],
        [2, 3],
        [],
      ],
    );
  }
});

test("the first line may name the separator", async () => {
  for (const first of ["sep=;", '"sep=;"', "SEP=; "]) {
    const { separator, names, lines, notes } = await read(`${first}\na,b;c\n1,5;2\n`);
    assert.deepEqual([separator, names, lines, keysOf(notes)], [";", ["a,b", "c"], [3], ["told"]]);
  }
  assert.deepEqual((await read("sep=,\na;b,c\n1;2,3")).names, ["a;b", "c"]);
  assert.equal((await read("sep=\t\na,b\tc\n1\t2")).separator, "\t");
  assert.deepEqual((await read("sep=x,y\n1,2")).names, ["sep=x", "y"]);
});

test("what is chosen is neither guessed nor told", async () => {
  assert.deepEqual((await read("sep=;\na,b;c\n1,5;2", { separator: "," })).rows, [["1", "5;2"]]);
  assert.deepEqual((await read("a b,c\n1 2,3", { separator: " " })).names, ["a", "b,c"]);
  assert.equal((await read("1,2\n3,4", { header: true })).rows.length, 1);
});

test("comments and blank lines are left out and counted, and the rows keep their lines", async () => {
  const { rows, lines, notes } = await read("# made in May\n\nx,y\n1,2\n# a pause\n\n3,4\n");
  assert.deepEqual([rows.length, lines], [2, [4, 7]]);
  assert.deepEqual(notes, [
    { key: "table.text.comments", values: { n: 2 } },
    { key: "table.text.blank", values: { n: 1 } },
  ]);
});

test("an error in the first cell of a file without names begins no comment", async () => {
  const { rows, lines } = await read("#N/A,1.5\n2.5,3.5\n4.5,5.5");
  assert.deepEqual(
    [rows[0], lines],
    [
      ["#N/A", "1.5"],
      [1, 2, 3],
    ],
  );
});

test("a comment of names above numbers is their header", async () => {
  const { names, notes } = await read("# x y class\n1 2 0\n3 4 1");
  assert.deepEqual([names, keysOf(notes)], [["x", "y", "class"], ["header.comment"]]);
  assert.deepEqual((await read("# May\n# x y class\n1 2 0\n3 4 1")).notes[0], { key: "table.text.comments", values: { n: 1 } });
});

test("records of JSON are read, and columns if a separator is chosen", async () => {
  assert.deepEqual((await read('[{"x": 1, "y": 2}]')).rows, [["1", "2"]]);
  assert.equal((await read('[{"x": 1, "y": 2}]', { separator: "," })).separator, ",");
});

test("what is no table has one fault", async () => {
  for (const [text, key] of [
    ["", "empty"],
    [" \n\n", "empty"],
    ["# a", "empty"],
    ["<!DOCTYPE html><p>", "markup"],
    ["<table><tr><td>1", "markup"],
    ["% Weather\n%\n@RELATION weather\n@DATA\n1,2", "arff"],
    ["1 1:0.5 2:0.3\n-1 1:0.2 3:1e-3 \n", "sparse"],
    ["1\n2\n3", "one_column"],
    ['x,y\n1,"2\n', "quote_open"],
    ["x,y\n1,2\n3\n", "ragged"],
  ]) {
    const { rows, faults } = await read(text);
    assert.deepEqual([rows, keysOf(faults)], [[], [key]], text);
  }
});

test("values beside times are no sparse table", async () => {
  assert.deepEqual((await read("5 10:30\n6 11:30\n7 12:30")).rows[0], ["5", "10:30"]);
});

test("a fault of the separator offers the others as cures", async () => {
  const { faults } = await read("a;b\n1,5;2,5\n3;4\n5;6", { separator: "," });
  assert.deepEqual([keysOf(faults), faults[0].cures], [["ragged"], [{ key: "table.text.cure.semicolon", values: {}, choices: { separator: ";" } }]]);
  assert.deepEqual((await read("1\n2")).faults[0].cures, []);
});

/** Texts of 8 MiB that nobody would send on purpose. */
const HOSTILE = {
  "one line": "x".repeat(2 ** 23),
  quotes: '"'.repeat(2 ** 23),
  separators: ",".repeat(2 ** 23),
  "a million columns": "1,".repeat(10 ** 6),
  "line breaks": "\n".repeat(2 ** 23),
  "short rows": "1,2\n".repeat(2 ** 21),
  "quoted words": '"a" '.repeat(2 ** 21),
  "open quotes": 'a,"b\n'.repeat(2 ** 20),
  zeros: "\0".repeat(2 ** 23),
  halves: "\ud800,1\n".repeat(2 ** 21),
  blanks: " ".repeat(2 ** 23),
  comments: "#\n".repeat(2 ** 22),
  brackets: "[".repeat(2 ** 23),
  records: `[${'{"a":1},'.repeat(2 ** 20)}`,
  braces: '{"a":'.repeat(2 ** 20),
};

/** Tables of 8 MiB whose cells are slow to look at. */
const SLOW = {
  "cells that are almost numbers": `${Array(600).fill(`${"1".repeat(62)}!`)}\n`.repeat(210),
  "cells that are almost numbers with blanks": `${Array(600).fill(`${"1 ".repeat(31)}!`)}\n`.repeat(210),
  columns: `${"1.5,".repeat(4000)}a\n`.repeat(500),
};

for (const [name, text] of Object.entries(SLOW)) {
  slow(`8 MiB of ${name} are read soon`, async () => {
    const before = process.cpuUsage().user;
    assert.deepEqual((await read(text)).faults, []);
    const seconds = (process.cpuUsage().user - before) / 1e6;
    assert.ok(seconds < 2.5, `${seconds} s`);
  });
}

for (const [name, text] of Object.entries(HOSTILE)) {
  slow(`8 MiB of ${name} are refused soon`, async () => {
    const before = process.cpuUsage().user;
    const { rows, faults } = await read(text);
    const seconds = (process.cpuUsage().user - before) / 1e6;
    assert.deepEqual([rows, faults.length], [[], 1]);
    assert.ok(seconds < 2.5, `${seconds} s`);
  });
}
