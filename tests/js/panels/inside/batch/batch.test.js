import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { t as words } from "../../../../../static/js/base/words/i18n.js";
import { bindBatch } from "../../../../../static/js/panels/inside/batch/batch.js";
import { openPanels } from "../../../dom.js";
import { networkOf, recurrentOf, statusOf } from "../../../examples.js";
import { LOSS, PULL } from "./examples.js";

const NEURON = { kind: "neuron", layer: 0, index: 1 };
const programAt = (step) => ({ type: "program", step, done: 0, batch: [], listing: null });
const settled = () => new Promise((resolve) => setImmediate(resolve));

async function open(t) {
  const opened = openPanels(t, { welcome: { network: networkOf(2, 3, 1) } });
  opened.answersTo.inspect = ({ target }) => (target === "loss" ? LOSS : PULL);
  opened.view({ tab: "inside", part: "batch" });
  bindBatch(opened.context);
  await settled();
  const root = opened.byId("inspector-batch");
  const samples = () => [...root.querySelectorAll("tbody button")].map(({ textContent }) => textContent);
  const questions = () => opened.asked.filter(([kind]) => kind === "ask").map(([, { target }]) => target);
  const probe = () => opened.store.view.value.probe;
  const wait = async () => {
    opened.after(400);
    await settled();
  };
  return { ...opened, root, samples, questions, probe, wait };
}

test("the samples of the batch are listed, those that pull hardest on the loss first", async (t) => {
  const { samples, questions, root, byId } = await open(t);
  assert.deepEqual(questions(), ["loss"]);
  assert.deepEqual(samples(), ["1", "3", "2"]);
  assert.ok(root.textContent.endsWith(words("batch.hint")));
  assert.equal(root.querySelector(".batch-caption").textContent, words("batch.of.loss"));
  byId("batch-hardest").click();
  assert.deepEqual(samples(), ["3", "1", "2"]);
});

test("what is pinned decides what they pull on", async (t) => {
  const { samples, questions, view, wait, root } = await open(t);
  view({ pinned: NEURON });
  await wait();
  assert.deepEqual(questions(), ["loss", "loss", "neuron"]);
  assert.deepEqual(samples(), ["3", "1", "2"]);
  assert.match(root.querySelector(".batch-caption").textContent, /^Unit 2 of layer 1\./);
});

test("of a recurrent network a sample pulls through all time steps; targets of several steps are in the picture", async (t) => {
  const { root, store, view, wait, answersTo } = await open(t);
  const shown = () => [...root.querySelectorAll("thead th")].filter((head) => !head.hidden).map(({ textContent }) => textContent);
  assert.deepEqual(shown(), ["sample", "target", "output", "loss", "its pull"]);
  const network = recurrentOf(5, 3);
  store.dispatch({ type: "network", ...network, sequence: { ...network.sequence, n_target_steps: 5 } });
  answersTo.inspect = () => ({ ...LOSS, losses: { ...LOSS.losses, outputs: null, targets: null } });
  answersTo.gradient_terms = () => PULL;
  store.dispatch(programAt(1));
  await wait();
  assert.deepEqual(shown(), ["sample", "loss", "its pull"]);
  assert.ok(root.textContent.endsWith(`${words("batch.hint.cells")} ${words("batch.sequence")}`));
  view({ pinned: { kind: "edge", layer: 0, row: 1, column: 0 } });
  await wait();
  assert.equal(root.querySelector(".batch-caption").textContent, words("batch.of.shared", { name: "Weight of cell: h 2 from x" }));
  assert.ok(root.textContent.endsWith(words("batch.sequence")));
});

test("it is asked for again after each operation, but not while nobody sees it or the run is fast", async (t) => {
  const { questions, store, view, wait } = await open(t);
  store.dispatch(programAt(1));
  await wait();
  assert.equal(questions().length, 2);
  view({ hover: NEURON });
  await wait();
  assert.equal(questions().length, 2, "what the pointer is on changes nothing");
  view({ part: "code" });
  store.dispatch(programAt(2));
  await wait();
  view({ part: "batch", tab: "train" });
  await wait();
  assert.equal(questions().length, 2);
  view({ tab: "inside" });
  store.dispatch(statusOf({ step: 3, running: true, steps_per_second: 500 }));
  store.dispatch(programAt(3));
  await wait();
  assert.equal(questions().length, 3);
});

test("the table is not made anew while the pointer moves over the network", async (t) => {
  const { root, view } = await open(t);
  const [row] = root.querySelectorAll("tbody tr");
  view({ hover: NEURON });
  assert.equal(root.querySelector("tbody tr"), row);
  view({ digits: 17 });
  assert.notEqual(root.querySelector("tbody tr"), row);
});

test("a click follows a sample; one that is not in the batch is said to have no part in the step", async (t) => {
  const { root, probe, view, click } = await open(t);
  click(root.querySelectorAll("tbody tr")[1]);
  assert.equal(probe(), 2);
  const outside = root.querySelector(".batch-outside");
  assert.equal(outside.hidden, true);
  view({ probe: 7 });
  assert.deepEqual([outside.hidden, outside.querySelector("p").textContent], [false, words("batch.outside", { n: 8 })]);
  click(outside.querySelector("button"));
  assert.deepEqual([probe(), outside.hidden], [null, true]);
});

test("what the server refuses leaves no table", async (t) => {
  const { answersTo, store, wait, root } = await open(t);
  answersTo.inspect = () => undefined;
  store.dispatch(programAt(1));
  await wait();
  assert.ok(root.classList.contains("empty"));
});
