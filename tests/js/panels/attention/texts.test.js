import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { cellName, sentenceOf } from "../../../../static/js/panels/attention/texts.js";
import { gridOf, gridsOf } from "../../../../static/js/scene/attention/grids.js";
import { attentionOf } from "../../../../static/js/scene/attention/structure.js";
import { attentionFrame, attentionStep } from "../../attention-example.js";

function opened(options) {
  const { network, frame } = attentionFrame(options);
  const source = { network, frame, attention: attentionOf(network) };
  const grid = (key) => gridOf(gridsOf(source.attention), key);
  return { source, grid, sentence: (cell) => sentenceOf(source, grid(cell.key), cell) };
}

test("a cell is named by its query and key, its token, or its number", () => {
  const { grid } = opened({ heads: 2 });
  assert.equal(cellName(grid("S1"), { isGrad: true, row: 0, column: 2 }), "dS₂, query 1, key 3");
  assert.equal(cellName(grid("p"), { isGrad: false, row: 0, column: 2 }), "p, position 1, token 2");
  assert.equal(cellName(grid("h1"), { isGrad: true, row: 1, column: 0 }), "dh′, position 2, number 1");
});

test("every grid says how its numbers are computed, values and gradients", () => {
  const { source, sentence } = opened({ heads: 2 });
  const all = gridsOf(source.attention).flatMap(({ key }) => [false, true].map((isGrad) => sentence({ key, isGrad, row: 0, column: 0 })));
  assert.ok(
    all.every((text) => text.length > 20),
    JSON.stringify(all),
  );
});

test("a weight tells the power of its score and the sum that it is divided by", () => {
  const { sentence } = opened({ heads: 1 });
  const { values } = attentionStep({ heads: 1 });
  const S = [0, 1, 2].map((key) => values.S[0][key * 3 + 2]);
  const total = S.reduce((sum, each) => sum + Math.exp(each), 0);
  const text = sentence({ key: "A0", isGrad: false, row: 2, column: 1 });
  assert.ok(text.includes(Math.exp(S[1]).toPrecision(4)) && text.includes(total.toPrecision(4)), text);
});

test("dS tells the weight, the gradient of the weight and the mean of the line", () => {
  const { sentence } = opened({ heads: 1 });
  const { values, grads } = attentionStep({ heads: 1 });
  const at = (key) => key * 3 + 2;
  const mean = [0, 1, 2].reduce((sum, key) => sum + values.A[0][at(key)] * grads.A[0][at(key)], 0);
  const text = sentence({ key: "S0", isGrad: true, row: 2, column: 1 }).replaceAll("−", "-");
  for (const each of [values.A[0][at(1)], grads.A[0][at(1)], mean]) assert.ok(text.includes(each.toPrecision(4)), `${text} has ${each}`);
});

test("masked cells say that they are 0, and why", () => {
  const { sentence } = opened({ heads: 1, causal: true });
  assert.match(sentence({ key: "A0", isGrad: false, row: 0, column: 2 }), /^Masked: position 1/);
});
