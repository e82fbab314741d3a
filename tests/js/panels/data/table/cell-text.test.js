import assert from "node:assert/strict";
import { test } from "node:test";
import { isNothing, markedText, textOfCell } from "../../../../../static/js/panels/data/table/cell-text.js";

test("a cell is the text it is, without the spaces around it", () => {
  for (const [raw, text] of [
    [" a b ", "a b"],
    ["01", "01"],
    ["1.0", "1.0"],
    ["0", "0"],
    ["-999", "-999"],
    ["none", "none"],
    ["Nancy", "Nancy"],
    ["=1+1", "=1+1"],
    ['="', '="'],
  ]) {
    assert.equal(textOfCell(raw), text);
  }
});

test("marks of a missing value are no texts", () => {
  for (const raw of ["", " ", "NA", "N/A", "?", "nan", "NaN", "null", "-", "–", "#N/A", " NA ", '=""']) assert.equal(textOfCell(raw), null, raw);
});

test("a text that is marked as one is taken at its word, as in spreadsheets", () => {
  for (const [raw, text] of [
    ['="01"', "01"],
    ['="NA"', "NA"],
    ['=" a "', " a "],
    ['="="x""', '="x"'],
    ['="a\nb"', "a\nb"],
  ])
    assert.equal(textOfCell(raw), text);
});

test("every text comes back from its marked form", () => {
  for (const text of ["a", "NA", "?", "-", " a", "b ", '="x"', '"', "none", "\u00a0", "=1"]) assert.equal(textOfCell(markedText(text)), text);
  assert.equal(markedText("a b"), "a b");
});

test("none is a word among words, and nothing among numbers", () => {
  assert.deepEqual(["none", "None", "nil", "nothing"].map(isNothing), [true, true, true, false]);
});
