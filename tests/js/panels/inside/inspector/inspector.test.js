import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { bindInspector } from "../../../../../static/js/panels/inside/inspector/inspector.js";
import { openPanels } from "../../../dom.js";
import { recurrentOf, statusOf } from "../../../examples.js";
import { derivationOf } from "../derivations.js";

const WEIGHT = { kind: "edge", layer: 0, row: 0, column: 0 };
const NEURON = { kind: "neuron", layer: 0, index: 0 };

async function bound(t, more = {}) {
  const opened = openPanels(t);
  opened.answersTo.inspect = ({ sample }) => derivationOf({ sample, ...more });
  bindInspector(opened.context);
  const select = async (patch) => {
    opened.view(patch);
    opened.after(600);
    await opened.settle();
    opened.after(600);
    await opened.settle();
  };
  await select({ tab: "inside" });
  const text = (id) => opened.byId(id).textContent;
  return { ...opened, select, text };
}

test("as long as nothing is selected a few targets are offered", async (t) => {
  const { byId, click, store } = await bound(t);
  const buttons = [...byId("inspector-body").querySelectorAll("button")];
  assert.deepEqual(
    buttons.map(({ textContent }) => textContent),
    ["A weight", "A neuron", "An output", "The loss"],
  );
  click(buttons[3]);
  assert.deepEqual(store.view.value.pinned, { kind: "loss" });
});

test("another kind of network offers other targets", async (t) => {
  const { byId, click, store } = await bound(t);
  store.dispatch({ type: "network", ...recurrentOf(3, 2) });
  const buttons = [...byId("inspector-body").querySelectorAll("button")];
  assert.deepEqual(
    buttons.map(({ textContent }) => textContent),
    ["A weight", "A number on the way", "An output", "The loss"],
  );
  click(buttons[2]);
  assert.deepEqual(store.view.value.pinned, { kind: "cell", node: "o", site: null, row: 0, column: 0 });
});

test("the target is named, with the step that its numbers are of", async (t) => {
  const { select, text, document } = await bound(t, { done: 3 });
  await select({ pinned: WEIGHT });
  assert.match(text("inspected"), /weight|Weight/);
  assert.equal(document.querySelector(".inspected-step").textContent, "numbers of step 121, after 3 of 5 operations");
});

test("a run that has gone on is said", async (t) => {
  const { select, store, document } = await bound(t);
  await select({ pinned: WEIGHT });
  store.dispatch(statusOf({ running: true, step: 700, steps_per_second: 300 }));
  assert.match(document.querySelector(".inspected-step").textContent, /step 121; the run is at 700/);
});

test("numbers of another target are old until the answer is there", async (t) => {
  const { select, view, settle, after, text, byId, document } = await bound(t);
  const isBusy = () => byId("inspector-body").getAttribute("aria-busy") === "true";
  const step = () => document.querySelector(".inspected-step").textContent;
  assert.equal(isBusy(), false);
  view({ pinned: WEIGHT });
  assert.equal(isBusy(), true);
  await select({ pinned: WEIGHT });
  assert.deepEqual([isBusy(), step()], [false, "numbers of step 121"]);
  const numbers = text("inspector-body");
  view({ pinned: NEURON });
  assert.deepEqual([isBusy(), step(), text("inspector-body")], [true, "", numbers]);
  after(600);
  await settle();
  assert.equal(isBusy(), false);
});

test("without a target there are no numbers, also of a run that is too fast to be asked", async (t) => {
  const { select, view, store, byId } = await bound(t);
  await select({ pinned: WEIGHT });
  store.dispatch(statusOf({ running: true, step: 700, steps_per_second: 300 }));
  view({ pinned: null });
  assert.equal(byId("inspector-body").querySelectorAll(".begin").length, 1);
  assert.equal(byId("inspector-body").getAttribute("aria-busy"), "false");
});

test("all digits on demand, in every number at once", async (t) => {
  const { select, choose, byId } = await bound(t);
  await select({ pinned: WEIGHT });
  const result = () => byId("inspector-body").querySelector("[data-name=new]").textContent;
  assert.equal(result(), "0.5225");
  choose("inspector-digits", "17");
  assert.equal(result(), "0.5225");
  assert.ok(byId("inspector-body").textContent.includes("−0.0225"));
});

test("the way back leads to what was selected before", async (t) => {
  const { select, click, store, byId } = await bound(t);
  await select({ pinned: WEIGHT });
  await select({ pinned: NEURON });
  const [back, on, close] = byId("inspector-head").querySelectorAll("button");
  assert.deepEqual([back.disabled, on.disabled], [false, true]);
  click(back);
  assert.deepEqual(store.view.value.pinned, WEIGHT);
  assert.deepEqual([back.disabled, on.disabled], [true, false]);
  click(on);
  assert.deepEqual(store.view.value.pinned, NEURON);
  click(close);
  assert.equal(store.view.value.pinned, null);
});

test("what the pointer is on in the network is lit up among the chips", async (t) => {
  const { select, view, byId } = await bound(t);
  await select({ pinned: WEIGHT });
  const lit = () => [...byId("inspector-body").querySelectorAll(".lit")].length;
  assert.equal(lit(), 0);
  view({ hover: NEURON });
  assert.ok(lit() > 0);
  view({ hover: null });
  assert.equal(lit(), 0);
});
