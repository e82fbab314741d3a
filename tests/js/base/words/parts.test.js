import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { partNames } from "../../../../static/js/base/words/parts.js";
import { networkOf, recurrentOf } from "../../examples.js";
import { TWO_STAGES } from "../../pictures.js";

test("a dense network has layers, another one blocks", () => {
  assert.deepEqual(partNames(networkOf(2, 3, 1)), ["layer 1", "output"]);
  assert.deepEqual(partNames(recurrentOf(2, 3)), ["cell", "output"]);
  assert.deepEqual(partNames(TWO_STAGES), ["layer 1", "layer 2", "output"]);
  assert.deepEqual(partNames(null), []);
});

test("a block without words of the page keeps its own name", () => {
  const blocks = [{ name: "queries, keys and values" }, { name: "no such block" }];
  assert.deepEqual(partNames({ ...recurrentOf(1, 1), blocks }), ["queries, keys, values", "no such block"]);
});
