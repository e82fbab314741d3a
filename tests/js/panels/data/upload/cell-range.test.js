import assert from "node:assert/strict";
import { test } from "node:test";
import { cellRange } from "../../../../../static/js/panels/data/upload/cell-range.js";

const cut = (text, line, cell) => text.slice(...cellRange(text, line, cell));

test("a cell is found on its line, not on one before", () => {
  const text = "1,2,a\n3,four,b\nfour,4,c\n";
  assert.deepEqual(cellRange(text, 2, "four"), [8, 12]);
  assert.deepEqual(cellRange(text, 3, "four"), [15, 19]);
});

test("a cell that is empty, or not written as it is read, has its whole line", () => {
  const text = '1,2\r\n"a ""b""",3\r\n,4';
  assert.equal(cut(text, 3, ""), ",4");
  assert.equal(cut(text, 2, 'a "b"'), '"a ""b""",3');
});

test("a line after the last one has the last", () => {
  assert.equal(cut("1,2\n3,4", 9, "x"), "3,4");
});
