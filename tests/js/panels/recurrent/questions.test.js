import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { signal } from "@preact/signals-core";
import { createFullGradient, createTerms } from "../../../../static/js/panels/recurrent/questions.js";
import { openPage } from "../../dom.js";

/** A server that answers when the test asks for it. */
function server() {
  const open = [];
  const ask = (request) => new Promise((resolve, reject) => open.push({ request, resolve, reject }));
  return { open, ask };
}
const WEIGHT = { kind: "weight", block: 0, row: 1, column: 2 };

test("the terms of a selected weight are asked for, and again when the step is another one", async (t) => {
  const { after, settle } = openPage(t);
  const { open, ask } = server();
  const [weight, step, sample] = [signal(null), signal(3), signal(0)];
  const terms = createTerms({ weight, step, sample, run: 1, ask });
  assert.equal(open.length, 0);
  weight.value = WEIGHT;
  assert.deepEqual(open[0].request, { type: "gradient_terms", run: 1, block: 0, row: 1, column: 2, sample: 0 });
  open[0].resolve({ value: 1 });
  await settle();
  assert.deepEqual(terms.value, { value: 1 });
  step.value = 4;
  after(300);
  await settle();
  assert.equal(open.length, 2);
  assert.deepEqual(terms.value, { value: 1 }, "the old answer stays until there is a new one");
});

test("an answer about another weight is not shown, nor one after the end of the selection", async (t) => {
  const { settle } = openPage(t);
  const { open, ask } = server();
  const weight = signal(WEIGHT);
  const terms = createTerms({ weight, step: signal(3), sample: signal(null), run: 0, ask });
  weight.value = null;
  open[0].resolve({ value: 1 });
  await settle();
  assert.equal(terms.value, null);
});

test("a refusal leaves nothing, and before the first step nothing is asked", async (t) => {
  const { settle } = openPage(t);
  const { open, ask } = server();
  const step = signal(0);
  const terms = createTerms({ weight: signal(WEIGHT), step, sample: signal(null), run: 0, ask });
  assert.equal(open.length, 0);
  step.value = 1;
  open[0].reject(new Error("refused"));
  await settle();
  assert.equal(terms.value, null);
});

test("the whole gradient is asked for where there is a wall", async (t) => {
  const { settle } = openPage(t);
  const { open, ask } = server();
  const recurrence = signal({ walls: [] });
  const found = createFullGradient({ recurrence, step: signal(2), run: 0, ask });
  assert.equal(open.length, 0);
  recurrence.value = { walls: [5], cell: 1 };
  assert.deepEqual(open[0].request, { type: "full_gradient", run: 0, block: 1 });
  open[0].resolve({ share: 0.5 });
  await settle();
  assert.deepEqual(found.value, { share: 0.5 });
  recurrence.value = { walls: [] };
  assert.equal(found.value, null);
});
