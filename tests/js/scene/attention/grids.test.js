import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { gridOf, gridsOf, NODES } from "../../../../static/js/scene/attention/grids.js";
import { attentionOf } from "../../../../static/js/scene/attention/structure.js";
import { attentionNetwork } from "../../attention-example.js";

const grids = (options) => gridsOf(attentionOf(attentionNetwork(options)));

test("the grids are in the order in which a sequence passes them", () => {
  assert.deepEqual(
    grids({ heads: 1 }).map(({ symbol }) => symbol),
    ["h", "Q", "K", "V", "S", "A", "C", "h′", "a", "h″", "p"],
  );
  assert.deepEqual(
    grids({ heads: 1 }).map(({ gradSymbol }) => gradSymbol),
    ["dh", "dQ", "dK", "dV", "dS", "dA", "dC", "dh′", "da", "dh″", "dz"],
  );
});

test("each head has scores and weights of its own, which are stretches of their nodes", () => {
  const found = grids({ T: 3, heads: 2 }).filter(({ form }) => form === "keys");
  assert.deepEqual(
    found.map(({ symbol, node, head, from, columns }) => [symbol, node, head, from, columns]),
    [
      ["S₁", "S", 0, 0, 3],
      ["A₁", "A", 0, 0, 3],
      ["S₂", "S", 1, 3, 3],
      ["A₂", "A", 1, 3, 3],
    ],
  );
});

test("queries, keys and values are thirds of one node; the answers have the gradient of their z", () => {
  const all = grids({ width: 4 });
  assert.deepEqual(
    ["Q", "K", "V"].map((key) => [gridOf(all, key)?.node, gridOf(all, key)?.from]),
    [
      ["qkv", 0],
      ["qkv", 4],
      ["qkv", 8],
    ],
  );
  const { node, gradNode, gradSymbol, site } = gridOf(all, "p");
  assert.deepEqual([node, gradNode, gradSymbol, site], ["a", "z", "dz", 1]);
  assert.equal(gridOf(all, "B"), null);
});

test("frames are asked for all nodes that grids show", () => {
  for (const { node, gradNode } of grids()) assert.ok(NODES.includes(node) && NODES.includes(gradNode));
});
