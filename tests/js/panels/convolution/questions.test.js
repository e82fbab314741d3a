import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "@preact/signals-core";
import "../../english.js";
import { createModel } from "../../../../static/js/panels/convolution/model.js";
import { createQuestions } from "../../../../static/js/panels/convolution/questions.js";
import { CONVOLUTION, convolutionFrame } from "../../pictures.js";
import { answered, openConvolution } from "./open.js";

const weight = (part, more = {}) => ({ part, stage: 0, filter: 1, channel: 0, row: 1, column: 2, ...more });

function open(t) {
  const opened = openConvolution(t);
  const model = createModel(opened.store, opened.beside);
  const ofBatch = signal(false);
  return { ...opened, model, ofBatch, ...createQuestions(opened.context, model, 0, ofBatch) };
}

test("nothing is asked until a number is opened up", async (t) => {
  const { questions, model } = open(t);
  await answered();
  model.pinned.value = weight("z");
  await answered();
  assert.deepEqual(questions(), []);
});

test("the terms of a weight are those of the followed sample, or of the batch", async (t) => {
  const { questions, model, terms, ofBatch, after } = open(t);
  model.pinned.value = weight("dK");
  await answered();
  assert.deepEqual(questions(), [{ type: "gradient_terms", run: 0, block: 0, row: 1, column: 5, sample: 0 }]);
  assert.equal(terms.value.sample, 0);
  ofBatch.value = true;
  assert.equal(terms.value, null);
  after(300);
  await answered();
  assert.deepEqual(questions().at(-1).sample, null);
  assert.equal(terms.value.sample, null);
});

test("biases and weights of the output are asked for by their places in the blocks", async (t) => {
  const { questions, model, after } = open(t);
  model.pinned.value = weight("b", { row: 0, column: 0 });
  await answered();
  model.pinned.value = weight("W", { stage: 1, channel: 1, row: 0, column: 0 });
  after(300);
  await answered();
  assert.deepEqual(
    questions().map(({ block, row, column }) => [block, row, column]),
    [
      [0, 1, null],
      [1, 1, 1],
    ],
  );
});

test("they are asked for again with new numbers, and forgotten when the number is closed", async (t) => {
  const { questions, model, terms, store, after } = open(t);
  model.pinned.value = weight("K");
  await answered();
  store.takeFrame(convolutionFrame());
  after(400);
  await answered();
  assert.equal(questions().length, 2);
  model.pinned.value = null;
  assert.equal(terms.value, null);
});

test("the gradient by the picture is asked for with a pixel, or while maps show gradients", async (t) => {
  const { questions, model, view, after } = open(t);
  model.pinned.value = weight("x", { filter: 0 });
  await answered();
  assert.deepEqual(questions(), [{ type: "input_gradient", run: 0, sample: 0 }]);
  assert.equal(model.dx.value[3], 0.003);
  model.pinned.value = null;
  assert.equal(model.dx.value, null);
  view({ nodeLens: "delta" });
  after(300);
  await answered();
  assert.equal(model.dx.value[3], 0.003);
  view({ probe: null });
  assert.equal(model.dx.value, null);
});

test("a refused question has no answer, and an answer to an earlier question is not shown", async (t) => {
  const { answersTo, model, terms, after } = open(t);
  answersTo.gradient_terms = () => undefined;
  model.pinned.value = weight("K");
  await answered();
  assert.equal(terms.value, null);
  const late = Promise.withResolvers();
  answersTo.gradient_terms = () => late.promise;
  model.pinned.value = weight("K", { row: 0 });
  after(300);
  await answered();
  model.pinned.value = null;
  late.resolve({ ...CONVOLUTION });
  await answered();
  assert.equal(terms.value, null);
});
