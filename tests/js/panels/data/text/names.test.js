import "../../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { tidyNames } from "../../../../../static/js/panels/data/text/names.js";

const LONG = "n".repeat(64);

test("names that differ stay, without line breaks and runs of blanks", () => {
  assert.deepEqual(tidyNames(["a", " b\n c ", "", ""]), { names: ["a", "b c", "", ""], notes: [] });
});

test("names that occur twice get a number that no other has, and this is noted", () => {
  const { names, notes } = tidyNames(["x", "x", "x (2)", "x", "y"]);
  assert.deepEqual(names, ["x", "x (3)", "x (2)", "x (4)", "y"]);
  assert.deepEqual(notes, [{ key: "table.text.names.doubled", values: { n: 1, names: "x" } }]);
});

test("names are cut to 64 characters, no character in halves, and this is noted", () => {
  const { names, notes } = tidyNames([`${LONG}m`, "😀".repeat(65), "😀".repeat(64)]);
  assert.deepEqual(names, [LONG, "😀".repeat(64), "😀".repeat(64)].with(2, `${"😀".repeat(60)} (2)`));
  assert.deepEqual(notes.at(-1), { key: "table.text.names.long", values: { n: 2, most: 64 } });
});

test("names that are cut alike are made different", () => {
  assert.deepEqual(tidyNames([LONG, `${LONG}m`]).names, [LONG, `${"n".repeat(60)} (2)`]);
});
