import assert from "node:assert/strict";
import { test } from "node:test";
import { cellsOf, isComment, MOST_COLUMNS, tidy } from "../../../../../static/js/panels/data/text/cells.js";

const split = (text, separator = ",") => cellsOf(text, separator, 1, () => undefined);
const rowsOf = async (text, separator) => (await split(text, separator)).rows;

test("separators count outside quotes only, and quotes are doubled within", async () => {
  assert.deepEqual(await rowsOf('a,"b,c"\n"say ""no""",2'), [
    ["a", "b,c"],
    ['say "no"', "2"],
  ]);
});

test("a line break in quotes stays in its cell, and later lines keep their numbers", async () => {
  const { rows, lines } = await split('a,"x\ny"\n1,2\n"\n\n",3\n4,5');
  assert.deepEqual(rows, [
    ["a", "x\ny"],
    ["1", "2"],
    ["", "3"],
    ["4", "5"],
  ]);
  assert.deepEqual(lines, [1, 3, 4, 7]);
});

test("blank lines and comments are left out and counted, with no end of a comment in quotes", async () => {
  const { rows, lines, n_blank, n_comments } = await split('\na,b\n\n# it says, "x\n,\n1,2\n#\n\n');
  assert.deepEqual(rows, [
    ["a", "b"],
    ["1", "2"],
  ]);
  assert.deepEqual([lines, n_blank, n_comments], [[2, 6], 2, 2]);
});

test("the error of a spreadsheet begins no comment", async () => {
  const { rows, n_comments } = await split("a,b\n#N/A,1\n#NV,#N/A\n#DIV/0!\n#NVidia,2\n# N/A,3");
  assert.deepEqual([rows, n_comments], [[["a", "b"], ["#N/A", "1"], ["#NV", "#N/A"], ["#DIV/0!"]], 2]);
  assert.deepEqual(await rowsOf('a;b\n#WERT!; "x"', ";"), [
    ["a", "b"],
    ["#WERT!", "x"],
  ]);
  assert.deepEqual(["#N/A,1", "#", "# x\n#N/A", "1,#N/A"].map(isComment), [false, true, true, false]);
});

test("a # in quotes begins no comment", async () => {
  assert.deepEqual(await rowsOf('"# of rooms",y\n1,2'), [
    ["# of rooms", "y"],
    ["1", "2"],
  ]);
});

test("blanks around cells are no part of them, even in front of a quote", async () => {
  assert.deepEqual(await rowsOf(' 1 , "a, ""b"""  ,\t2\n "x", y'), [
    ["1", 'a, "b"', "2"],
    ["x", "y"],
  ]);
  assert.deepEqual(await rowsOf(' "x"",   y", 1'), [['x",   y', "1"]]);
});

test("runs of blanks separate cells, and quotes keep theirs", async () => {
  assert.deepEqual(await rowsOf('  a \t "b  c"  d  \n1 2   3\n', " "), [
    ["a", "b  c", "d"],
    ["1", "2", "3"],
  ]);
  assert.equal(await tidy("# keep  this \n a  b ", " ", () => undefined), "# keep  this \na b");
});

test("a quote that is never closed is reported at the line where it opens", async () => {
  for (const text of ['a,b\n1,2\n3,"4\n5,6\n', `a,b\n1,2\n3,"${"4\n".repeat(300_000)}`]) {
    const { fault } = await split(text);
    assert.deepEqual([fault.key, fault.cell.line], ["table.text.quote_open", 3]);
  }
});

test("a text behind a closing quote is reported", async () => {
  for (const text of ['a,b\n"x"y,2\n', `a,b\n"x"y",2\n${"1,2\n".repeat(50_000)}`, `a,b\n"x"y,2\n${"1,2\n".repeat(500_000)}`]) {
    const { rows, fault } = await split(text);
    assert.deepEqual([rows.length, fault.key, fault.cell.line], [1, "table.text.quote_inside", 2]);
  }
});

test("rows, lines and quotes are found alike wherever a slice ends", async () => {
  const row = (i) => [`${i}`, `a "${i}",\nb`, "x".repeat(i % 50)];
  const written = (cells) => cells.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(",");
  const given = Array.from({ length: 20_000 }, (_, i) => row(i));
  const { rows, lines } = await split(given.map(written).join("\n"));
  assert.deepEqual(rows, given);
  assert.deepEqual(
    lines,
    given.map((_, i) => 2 * i + 1),
  );
});

test("zeros and halves of characters are replaced", async () => {
  assert.deepEqual(await rowsOf("a\0,\ud800b,😀"), [["a\ufffd", "\ufffdb", "😀"]]);
});

test("a row with too many columns, and one without an end, are reported", async () => {
  const keyOf = async (text) => (await split(text)).fault.key;
  assert.equal(await keyOf("1,".repeat(MOST_COLUMNS)), "table.text.wide");
  assert.equal((await split("1,".repeat(MOST_COLUMNS - 1))).fault, null);
  assert.equal(await keyOf("x".repeat(2 ** 20)), "table.text.long_line");
});

test("the page may draw between the slices", async () => {
  let n = 0;
  await cellsOf("1,2\n".repeat(2 ** 16), ",", 1, () => {
    n += 1;
  });
  assert.ok(n >= 3);
});
