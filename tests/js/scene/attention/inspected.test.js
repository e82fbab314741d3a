import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { numberOf } from "../../../../static/js/scene/attention/inspected.js";
import { attentionOf } from "../../../../static/js/scene/attention/structure.js";
import { attentionNetwork } from "../../attention-example.js";

const ATTENTION = attentionOf(attentionNetwork({ T: 3, width: 4, heads: 2 }));
const at = (key, more = {}) => numberOf({ key, isGrad: false, row: 2, column: 1, ...more }, ATTENTION);

test("a cell is a row of its node, in the column of its position", () => {
  assert.deepEqual(at("h"), { kind: "cell", node: "h", site: 0, row: 1, column: 2 });
  assert.deepEqual(at("K"), { kind: "cell", node: "qkv", site: 0, row: 5, column: 2 });
  assert.deepEqual(at("S1"), { kind: "cell", node: "S", site: 0, row: 4, column: 2 });
});

test("the gradient of the output is that of z", () => {
  assert.deepEqual([at("p").node, at("p", { isGrad: true }).node], ["a", "z"]);
});

test("without a cell there is no number", () => {
  assert.equal(numberOf(null, ATTENTION), null);
});
