import assert from "node:assert/strict";
import { test } from "node:test";
import { askBatch, batchNumbers, isPulled, ordered, questionAbout } from "../../../../../static/js/panels/inside/batch/numbers.js";
import { LOSS, PULL } from "./examples.js";

const WEIGHT = { kind: "edge", layer: 0, row: 2, column: 1 };

test("each sample has its numbers, and what it adds to the gradient of the target", () => {
  const { rows, step, done, target } = batchNumbers(LOSS, PULL, WEIGHT);
  assert.deepEqual([step, done, target], [4, 9, WEIGHT]);
  assert.deepEqual(rows, [
    { index: 2, loss: 0.5, outputs: [0.1], targets: [1], term: -0.25 },
    { index: 0, loss: 2, outputs: [0.2], targets: [-1], term: 0.125 },
    { index: 1, loss: null, outputs: [null], targets: [-1], term: null },
  ]);
});

test("without a target the terms are those of the loss", () => {
  assert.deepEqual(
    batchNumbers(LOSS, null, null).rows.map(({ term }) => term),
    [0.1, 0.4, null],
  );
});

test("the terms belong to the samples that the bars name, of which a large batch leaves some out", () => {
  const few = { ...PULL, bars: { ...PULL.bars, samples: [0], terms: [0.125], n_left_out: 2 } };
  const { rows, nLeftOut } = batchNumbers(LOSS, few, WEIGHT);
  assert.deepEqual([rows.map(({ term }) => term), nLeftOut], [[null, 0.125, null], 2]);
});

test("outputs that are too many are not there", () => {
  const { rows } = batchNumbers({ ...LOSS, losses: { ...LOSS.losses, outputs: null, targets: null } }, null, null);
  assert.deepEqual([rows[0].outputs, rows[0].targets], [[], []]);
});

test("the hardest come first whatever their sign, unknown ones last; or all as in the batch", () => {
  const { rows } = batchNumbers(LOSS, PULL, WEIGHT);
  const indices = (order) => ordered(rows, order).map(({ index }) => index);
  assert.deepEqual(
    [indices("hardest"), indices("batch")],
    [
      [2, 0, 1],
      [2, 0, 1],
    ],
  );
  const turned = rows.map((row, i) => ({ ...row, term: [0.1, -0.3, 0.2][i] }));
  assert.deepEqual(
    ordered(turned, "hardest").map(({ index }) => index),
    [0, 1, 2],
  );
});

test("weights, biases and neurons have a gradient that is a sum over samples", () => {
  assert.deepEqual(questionAbout(WEIGHT), { target: "weight", layer: 0, row: 2, column: 1 });
  assert.deepEqual(questionAbout({ ...WEIGHT, column: null }), { target: "bias", layer: 0, row: 2 });
  assert.deepEqual(questionAbout({ kind: "neuron", layer: 1, index: 3 }), { target: "neuron", layer: 1, row: 3 });
  assert.deepEqual([WEIGHT, { kind: "input", index: 0 }, { kind: "layer", layer: 0 }, null].map(isPulled), [true, false, false, false]);
});

test("two answers of different moments are not mixed", async () => {
  const ask = (pull) => (request) => Promise.resolve(request.target === "loss" ? LOSS : pull);
  const asked = [];
  const record = (request) => {
    asked.push(request);
    return Promise.resolve(LOSS);
  };
  await askBatch(record, WEIGHT);
  await askBatch(record, { kind: "neuron", layer: 1, index: 3 });
  assert.deepEqual(asked, [
    { type: "inspect", target: "loss" },
    { type: "gradient_terms", block: 0, row: 2, column: 1 },
    { type: "inspect", target: "loss" },
    { type: "inspect", target: "neuron", layer: 1, row: 3 },
  ]);
  assert.equal(await askBatch(ask({ ...PULL, done: 10 }), WEIGHT), null);
  assert.equal(await askBatch(ask({ ...PULL, step: 5 }), WEIGHT), null);
  assert.equal((await askBatch(ask(PULL), WEIGHT)).rows.length, 3);
  assert.equal((await askBatch(ask(undefined), null)).target, null);
});
