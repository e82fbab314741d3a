import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { numberIn } from "../../../../static/js/scene/attention/products.js";
import { scorePartsOf } from "../../../../static/js/scene/attention/score-parts.js";
import { attentionOf } from "../../../../static/js/scene/attention/structure.js";
import { attentionFrame, attentionStep } from "../../attention-example.js";

function sourceOf(options) {
  const { network, frame } = attentionFrame(options);
  return { network, frame, attention: attentionOf(network) };
}

test("the four parts of every score add up to it, with one head or two, with norms or without", () => {
  for (const options of [{ heads: 1 }, { heads: 2 }, { heads: 2, norm: true }]) {
    const source = sourceOf(options);
    for (let head = 0; head < source.attention.nHeads; head += 1) {
      for (const [query, key] of [
        [0, 0],
        [2, 1],
        [1, 2],
      ]) {
        const parts = scorePartsOf(source, head, query, key);
        const S = numberIn(source, { key: `S${head}`, isGrad: false, row: query, column: key });
        assert.ok(Math.abs(parts.flat().reduce((sum, each) => sum + each, 0) - S) < 1e-6);
      }
    }
  }
});

test("a part is the product of what two embeddings have become", () => {
  const { weights, inputs } = attentionStep({ heads: 1, width: 4, tokens: 4, T: 3 });
  const [embedding, projection] = weights;
  // the query's token with the key's position
  const column = (j) => Array.from({ length: 4 }, (_, i) => embedding[i * 7 + j]);
  const mapped = (h, first) => Array.from({ length: 4 }, (_, i) => h.reduce((sum, each, j) => sum + projection[(first + i) * 4 + j] * each, 0));
  const [q, k] = [mapped(column(inputs[2]), 0), mapped(column(4 + 1), 4)];
  const wanted = q.reduce((sum, each, i) => sum + each * k[i], 0) / 2;
  assert.ok(Math.abs(scorePartsOf(sourceOf({ heads: 1 }), 0, 2, 1)[0][1] - wanted) < 1e-6);
});

test("with other weights than those of the forward pass there are no parts", () => {
  const source = sourceOf({});
  const sections = new Map(source.frame.sections);
  sections.set("W_before.1", { shape: [12, 4], values: sections.get("W_before.1").values.map((each) => each + 0.1) });
  assert.equal(scorePartsOf({ ...source, frame: { ...source.frame, sections } }, 0, 1, 1), null);
  sections.set("W.0", source.frame.sections.get("W_before.0"));
  sections.set("W.1", source.frame.sections.get("W_before.1"));
  assert.notEqual(scorePartsOf({ ...source, frame: { ...source.frame, sections } }, 0, 1, 1), null);
  assert.equal(scorePartsOf({ ...source, frame: null }, 0, 1, 1), null);
});
