import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { countsText, noteText } from "../../../../../static/js/panels/data/upload/notes.js";
import { readingOf } from "./readings.js";

test("a note is said in the language of the page", () => {
  assert.equal(noteText({ key: "own.n_missing", values: { n: 3 } }), "3 missing");
});

test("samples, inputs and classes are counted", () => {
  assert.equal(countsText(readingOf()), "2 samples · 1 input · 2 classes: a (1), b (1)");
});

test("twelve classes are listed, and no more of a name than can be read", () => {
  const some = (n) => readingOf({ classes: Array.from({ length: n }, (_, k) => ({ label: `${k}${"x".repeat(30)}`, n: 1 })) });
  const listed = (n) => countsText(some(n)).split(": ")[1].split(", ");
  assert.equal(listed(12).length, 12);
  assert.deepEqual([listed(13).length, listed(13).at(-1), listed(13)[0]], [13, "…", `0${"x".repeat(23)}… (1)`]);
});

test("a regression names its targets, also those without a name", () => {
  const { columns } = readingOf();
  const targets = [columns[0], { ...columns[1], name: "price" }, { ...columns[1], name: "" }];
  assert.equal(countsText(readingOf({ task: "regression", columns: targets })), "2 samples · 1 input · values of price, column 3");
});

test("without a target there are only samples and inputs", () => {
  assert.equal(countsText(readingOf({ task: null })), "2 samples · 1 input");
});
