import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { attentionOf, isMasked } from "../../../../static/js/scene/attention/structure.js";
import { attentionNetwork } from "../../attention-example.js";
import { networkOf } from "../../examples.js";

test("what a network consists of follows from its operations", () => {
  assert.deepEqual(attentionOf(attentionNetwork({ T: 3, tokens: 5, width: 6, heads: 2 })), {
    nPositions: 3,
    nHeads: 2,
    width: 6,
    nHidden: 12,
    nTokens: 5,
    nOutputs: 5,
    isCausal: false,
    hasNorm: false,
    blocks: { embedding: 0, projection: 1, attended: 2, hidden: 3, hiddenOutput: 4, output: 5 },
    first: { query: 0, key: 6, value: 12 },
  });
  const { isCausal, hasNorm } = attentionOf(attentionNetwork({ causal: true, norm: true }));
  assert.deepEqual([isCausal, hasNorm], [true, true]);
});

test("blocks of parameters and their parts may come in another order", () => {
  const network = attentionNetwork({ width: 4 });
  const blocks = network.blocks.toReversed().map((block) => ({ ...block, rows: block.rows.toReversed() }));
  const found = attentionOf({ ...network, blocks });
  assert.deepEqual(Object.values(found.blocks), [5, 4, 3, 2, 1, 0]);
  assert.deepEqual(found.first, { query: 8, key: 4, value: 0 });
});

test("other kinds of networks, and none, have no attention", () => {
  assert.equal(attentionOf(networkOf(2, 3, 1)), null);
  assert.equal(attentionOf(null), null);
});

test("only causal attention masks, and only keys after the query", () => {
  assert.deepEqual(
    [0, 1, 2].map((key) => isMasked({ isCausal: true }, 1, key)),
    [false, false, true],
  );
  assert.equal(isMasked({ isCausal: false }, 0, 2), false);
});
