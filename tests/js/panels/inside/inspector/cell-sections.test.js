import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { createChips } from "../../../../../static/js/panels/inside/base/chips.js";
import { deltaOf, makeCellSections } from "../../../../../static/js/panels/inside/inspector/cell-sections.js";
import { openPanels } from "../../../dom.js";
import { groupOf, recurrentOf } from "../../../examples.js";
import { BARS, factorOf, refOf, UPDATE } from "../derivations.js";
import { programOf } from "../programs.js";

const NETWORK = { ...recurrentOf(3, 2), nodes: [groupOf("z", 2, [0, 1, 2], { block: 0 }), groupOf("h", 2, [0, 1, 2])] };
const CELL = { kind: "cell", node: "h", site: 1, row: 1, column: 0 };
const EDGE = { kind: "edge", layer: 0, row: 1, column: 0 };
const about = { step: 1, done: 3, n_ops: 5, sample: 4, position: 0, in_batch: true, mean_over: 2 };
const explained = (root, more = {}) => ({ ...about, root, update: null, ...more });
const Z = factorOf("z^{(2)}_{2}", 0.5, { ref: refOf({ node: "z", layer: 1, row: 1, sample: 4 }) });
const VALUE = factorOf("h^{(2)}_{2}", 0.46, { operation: "function", formula: "a = \\tanh z", factors: [Z] });
const TERMS = {
  ...about,
  block: 0,
  row: 1,
  column: 0,
  symbol: "w^{xh}_{2,1}",
  gradient: -0.75,
  value: -0.5,
  along: "sites",
  terms: [0.25, -0.75, null],
  deltas: [0.5, 0.75, null],
  inputs: [0.5, -1, null],
  sites: [0, 1, 2],
  grid: null,
  bars: BARS,
};

function made(t, inspection) {
  const opened = openPanels(t, { welcome: { network: NETWORK } });
  opened.store.dispatch(programOf({ done: 5 }));
  const chips = createChips(opened.store, () => undefined);
  const sections = makeCellSections(inspection, { context: opened.context, chips, digits: 4 });
  opened.document.body.append(...sections);
  const titles = sections.map((section) => section.querySelector("h4").textContent);
  return { ...opened, sections, titles, pinned: () => opened.store.view.value.pinned };
}

test("a cell has its value and its gradient, of one sample, and leads on by its chips", (t) => {
  const { sections, titles, click, pinned } = made(t, { target: CELL, explained: [explained(VALUE), explained(factorOf("\\delta", 2))], terms: null });
  assert.deepEqual(titles, ["Value", "Gradient of the loss"]);
  assert.match(sections[0].textContent, /of sample 5, in the batch/);
  assert.equal(sections[0].querySelector(".result").textContent, "0.4600");
  click(sections[0].querySelector("button.number-chip"));
  assert.deepEqual(pinned(), { kind: "cell", node: "z", site: 1, row: 1, column: 0 });
});

test("a sample that is not in the batch is called so", (t) => {
  const outside = made(t, { target: CELL, explained: [explained(VALUE, { in_batch: false })], terms: null });
  assert.match(outside.sections[0].textContent, /sample 5, which is not in this batch/);
});

test("the loss is that of the batch", (t) => {
  const loss = made(t, { target: { kind: "loss" }, explained: [explained(factorOf("L", 1), { sample: null })], terms: null });
  assert.match(loss.sections[0].textContent, /Loss of the batch.*of the whole batch/);
});

test("a shared parameter has a bar for each time step, for each sample, and its update", (t) => {
  const { sections, titles, click, pinned, store } = made(t, { target: EDGE, explained: [explained(factorOf("w", 0.5), { update: UPDATE })], terms: TERMS });
  assert.deepEqual(titles, ["Sum over 3 time steps that use it", "Its gradient: the batch", "The update"]);
  const bars = [...sections[0].querySelectorAll(".pull")];
  assert.deepEqual(
    bars.map(({ title }) => title),
    ["time step 1: 0.5000 · 0.5000 = 0.2500", "time step 2: 0.7500 · −1.000 = −0.7500", "time step 3: not yet"],
  );
  click(bars[1]);
  assert.deepEqual(pinned(), { kind: "cell", node: "z", site: 1, row: 1, column: 0 });
  click(sections[1].querySelector("[data-sample='7']"));
  assert.equal(store.view.value.probe, 7);
});

test("where each sample is a term there are no others", (t) => {
  const { titles } = made(t, { target: EDGE, explained: [explained(factorOf("w", 0.5))], terms: { ...TERMS, along: "samples", sites: null } });
  assert.deepEqual(titles, ["Its gradient: the batch"]);
});

test("a term leads to the delta that is a factor of it", () => {
  const at = (more) => deltaOf({ ...TERMS, ...more }, 1, NETWORK);
  assert.deepEqual(at({ along: "grid", sites: null }), { kind: "cell", node: "z", site: 0, row: 4, column: 0 });
  assert.deepEqual(at({ along: "positions", sites: null }), { kind: "cell", node: "z", site: 0, row: 1, column: 1 });
  assert.equal(at({ block: 5 }), null);
});
