import assert from "node:assert/strict";
import { test } from "node:test";
import { linesOf, separatorOf } from "../../../../../static/js/panels/data/table/split-cells.js";

test("what parts the columns is seen from the text", () => {
  assert.deepEqual(["a\tb;c,d", "a;b,c", "a,b c", "a b", "1,5 2,5"].map(separatorOf), ["\t", ";", ",", " ", " "]);
  const [line] = linesOf(' 12 ,"b c"', ",");
  assert.deepEqual(
    line.map(({ text, start, end }) => [text, start, end]),
    [
      ["12", 1, 3],
      ["b c", 5, 10],
    ],
  );
});
