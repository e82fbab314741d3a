import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { createChips } from "../../../../../static/js/panels/inside/base/chips.js";
import { makeSections } from "../../../../../static/js/panels/inside/inspector/sections.js";
import { openPanels } from "../../../dom.js";
import { derivationOf, factorOf, SHARE } from "../derivations.js";
import { programOf } from "../programs.js";

function made(t, more = {}, view = {}) {
  const opened = openPanels(t);
  opened.store.dispatch(programOf({ done: 5 }));
  opened.view(view);
  const chips = createChips(opened.store, () => undefined);
  const derivation = derivationOf(more);
  const sections = makeSections({ target: { kind: "edge", layer: 0, row: 0, column: 0 }, derivation }, { context: opened.context, chips, digits: 4 });
  opened.document.body.append(...sections);
  return {
    ...opened,
    sections,
    titles: sections.map((section) => section.querySelector("h4").textContent),
    text: sections.map(({ textContent }) => textContent),
  };
}

test("a weight goes from the batch to one sample to the update", (t) => {
  assert.deepEqual(made(t).titles, ["Its gradient: the batch", "Sample 8: chain rule", "The update"]);
});

test("the sum over the batch says where the 1/B is, and which sample pulls hardest", (t) => {
  const [batch] = made(t).text;
  assert.ok(batch.includes("sum over 3 samples, 1/3 is in δ"), batch);
  assert.ok(batch.includes("Sample 8 pulls hardest: 80\u2009% of all pulls"), batch);
});

/** The rules of a gradient, as LaTeX. */
const rulesOf = ({ sections }) =>
  [...sections[0].querySelectorAll("[data-part=gradient] .expression > .formula annotation")].map(({ textContent }) => textContent).slice(1);

test("a gradient is the sum of what samples add", (t) => {
  const share = derivationOf().parts.find(({ name }) => name === "share");
  assert.deepEqual(rulesOf(made(t)), [`\\sum_n ${share.factor.symbol}`]);
});

test("nothing is said of the sum before a part of it is known", (t) => {
  const parts = derivationOf().parts.filter(({ name }) => name === "gradient");
  assert.deepEqual(rulesOf(made(t, { parts })), []);
});

test("a batch of one sample has none that pulls hardest", (t) => {
  const { text } = made(t, { batch: [7], mean_over: 1, bars: { samples: [7], terms: [0.5], deltas: [0.25], inputs: [2], n_left_out: 0, rest: 0 } });
  assert.ok(!text[0].includes("pulls hardest"), text[0]);
  assert.ok(text[1].includes("The only sample of the batch."), text[1]);
});

test("a sample that is opened, one that is followed and one outside the batch are told apart", (t) => {
  assert.ok(made(t).text[1].includes("The sample that pulls hardest. Its δ contains the 1/3 of the loss."));
});

test("a followed sample is called so, with its class", (t) => {
  const [, sample] = made(t, {}, { probe: 7 }).text;
  assert.ok(sample.includes("The sample that you follow."), sample);
  assert.ok(sample.includes("class inside"), sample);
});

test("a sample outside the batch had no part in the step", (t) => {
  const outside = made(t, { in_batch: false }, { probe: 5 }).text[1];
  assert.ok(outside.includes("it had no part in this step"));
  assert.ok(outside.includes("so that B = 1"));
  assert.ok(outside.includes("what its gradient would be alone"));
  assert.ok(!outside.includes("what this sample adds"));
});

test("each operation of the update has the words of the program", (t) => {
  const { sections } = made(t);
  const words = [...sections[2].querySelectorAll(".update-head .soft")].map(({ textContent }) => textContent);
  assert.deepEqual(words, ["error back through f'", "apply"]);
});

test("a click on a bar follows its sample, another one lets it go", (t) => {
  const { sections, click, store } = made(t);
  const [bar] = sections[0].querySelectorAll(".bars button");
  click(bar);
  assert.equal(store.view.value.probe, 41);
  click(bar);
  assert.equal(store.view.value.probe, null);
});

test("a layer has its matrices, the loss its samples, and no update", (t) => {
  const matrix = { name: "W", symbol: "W", quantity: "W", node: "", n_rows: 1, n_columns: 1, values: [[2]], rms: 2, low: 2, high: 2 };
  assert.deepEqual(made(t, { target: "layer", parts: [], bars: null, update: null, matrices: [matrix], sample: null }).titles, ["Its matrices"]);
});

test("the loss lists its samples", (t) => {
  const losses = { latex: "L", samples: [41, 7], losses: [0.1, 0.2], outputs: [[0, 1]], targets: [[1, 1]] };
  const parts = [{ name: "loss", factor: factorOf("L", 0.15) }];
  const { titles, sections } = made(t, { target: "loss", parts, bars: null, update: null, losses, sample: null });
  assert.deepEqual(titles, ["The loss of the batch"]);
  assert.equal(sections[0].querySelectorAll(".losses tbody tr").length, 2);
});

test("without a sample what belongs to one is a mean of the batch", (t) => {
  const parts = [{ name: "delta", factor: { ...SHARE, operation: "mean", factors: [] } }];
  assert.deepEqual(made(t, { target: "neuron", parts, bars: null, update: null, sample: null }).titles, ["Its δ in the batch"]);
});
