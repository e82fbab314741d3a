import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { sizeText } from "../../../../static/js/base/words/size-text.js";

test("a size has the noun of its kind, in the number of the last one", () => {
  assert.deepEqual(
    [sizeText("convolution", [1]), sizeText("convolution", [4, 8]), sizeText("rnn", [16]), sizeText("lstm", [1]), sizeText("attention", [16])],
    ["1 filter", "4-8 filters", "16 units", "1 unit", "width 16"],
  );
});

test("the numbers of a dense network are read as layers, and named only where asked", () => {
  assert.deepEqual([sizeText("dense", [4, 2]), sizeText("dense", [4, 2], true), sizeText("dense", [])], ["4-2", "layers 4-2", "none"]);
});

test("a kind without a noun has its numbers", () => {
  assert.equal(sizeText("other", [3]), "3");
});
