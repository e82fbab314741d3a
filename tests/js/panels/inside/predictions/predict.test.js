import "../../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { bindPredict } from "../../../../../static/js/panels/inside/predictions/predict.js";
import { openPanels } from "../../../dom.js";
import { networkOf, statusOf as running } from "../../../examples.js";
import { programOf } from "../programs.js";

const statusOf = (more) => running({ running: false, ...more });

const graded = (request, more = {}) => ({
  type: "graded",
  id: 1,
  run: 0,
  step: request.step,
  is_right: request.answer === "negative",
  right: ["negative"],
  value: -0.25,
  message: "The gradient is −0.25.",
  ...more,
});

function bound(t, welcome = {}) {
  const opened = openPanels(t, { welcome: { network: networkOf(2, 4, 1), ...welcome } });
  const { document, store, answersTo, context, asked } = opened;
  answersTo.grade = graded;
  store.dispatch(statusOf({ step: 6 }));
  bindPredict(context);
  const one = (selector) => document.querySelector(`.predict ${selector}`);
  const text = (selector) => one(selector).textContent;
  const answer = (name) => document.querySelector(`[data-answer="${name}"]`);
  const settled = () => new Promise(setImmediate);
  const grades = () => asked.filter(([kind, request]) => kind === "ask" && request.type === "grade").map(([, request]) => request);
  return { ...opened, one, text, answer, settled, grades };
}

test("the coming step is asked about, with the weight that is selected", (t) => {
  const { text, view } = bound(t);
  assert.equal(text(".predict-question"), "Step 7 has no gradients yet. What sign will ∂L/∂w have for weight 1,1 of layer 1?");
  view({ pinned: { kind: "edge", layer: 1, row: 0, column: null } });
  assert.match(text(".predict-question"), /for bias 1 of layer 2\?$/);
});

test("an answer is locked, and graded by the server when the step is done", async (t) => {
  const { store, click, answer, text, grades, settled, asked, one } = bound(t);
  click(answer("positive"));
  click(answer("negative"));
  assert.deepEqual(
    ["positive", "negative"].map((name) => answer(name).getAttribute("aria-pressed")),
    ["true", "false"],
  );
  assert.equal(answer("negative").getAttribute("aria-disabled"), "true");
  assert.match(text(".predict-verdict"), /locked/);
  click(one("button.primary"));
  assert.deepEqual(asked.at(-1), ["advance", "step"]);
  store.dispatch(statusOf({ step: 6, op: { phase: "update", index: 4 } }));
  assert.deepEqual(grades(), []);
  store.dispatch(statusOf({ step: 7 }));
  assert.deepEqual(grades(), [{ type: "grade", run: 0, step: 7, question: "sign", layer: 0, row: 0, column: 0, answer: "positive" }]);
  await settled();
  assert.equal(text(".predict-verdict"), "Not so. The gradient is −0.25.");
  assert.equal(one(".predict-verdict").dataset.is, "false");
  assert.equal(text(".predict-row .soft"), "0 of 1 right");
});

test("the grade is the server's, not the page's", async (t) => {
  const { store, click, answer, text, settled, answersTo } = bound(t);
  answersTo.grade = (request) => graded(request, { is_right: true, message: "So says the server." });
  click(answer("zero"));
  store.dispatch(statusOf({ step: 7 }));
  await settled();
  assert.equal(text(".predict-verdict"), "Right. So says the server.");
});

test("a new question comes when it is asked for, about the step that is then ahead", async (t) => {
  const { store, click, answer, text, settled, one, view, grades } = bound(t);
  click(answer("negative"));
  view({ pinned: { kind: "edge", layer: 1, row: 0, column: 2 } });
  assert.match(text(".predict-question"), /Step 7 .* weight 1,1 of layer 1/);
  store.dispatch(statusOf({ step: 7 }));
  await settled();
  store.dispatch(statusOf({ step: 8 }));
  assert.match(text(".predict-question"), /^Step 7 /);
  click(one(".predict-row .quiet"));
  assert.match(text(".predict-question"), /^Step 9 .* weight 1,3 of layer 2/);
  assert.equal(text(".predict-verdict"), "");
  assert.equal(grades().length, 1);
});

test("a step that the run did not stop after is not graded", async (t) => {
  const { store, click, answer, text, grades, settled, answersTo } = bound(t);
  click(answer("negative"));
  store.dispatch(statusOf({ step: 9 }));
  await settled();
  assert.deepEqual(grades(), []);
  assert.match(text(".predict-verdict"), /not graded/);
  delete answersTo.grade;
});

test("once the next step is under way, the step is not graded", async (t) => {
  const { store, click, answer, text, grades, settled } = bound(t);
  click(answer("negative"));
  store.dispatch(statusOf({ step: 7, op: { phase: "forward", index: 0 } }));
  await settled();
  assert.deepEqual(grades(), []);
  assert.match(text(".predict-verdict"), /not graded/);
});

test("a refused grade is said, and does not count", async (t) => {
  const { store, click, answer, text, settled, answersTo } = bound(t);
  delete answersTo.grade;
  click(answer("negative"));
  store.dispatch(statusOf({ step: 7 }));
  await settled();
  assert.match(text(".predict-verdict"), /not graded/);
  assert.equal(text(".predict-row .soft"), "");
});

test("another network takes the question back", (t) => {
  const { store, click, answer, text } = bound(t);
  click(answer("negative"));
  store.dispatch({ type: "network", ...networkOf(2, 2, 1) });
  assert.equal(text(".predict-verdict"), "");
  assert.equal(answer("negative").getAttribute("aria-pressed"), "false");
});

test("every kind of question can be chosen, and a sample only where the batch is known", (t) => {
  const { store, change, document, text, one } = bound(t);
  const kinds = () => [...one("select").options].map(({ value }) => value);
  assert.deepEqual(kinds(), ["sign", "direction", "layer", "uphill"]);
  change(one("select"), "layer");
  assert.match(text(".predict-question"), /^In which layer will step 7/);
  assert.deepEqual(
    [...document.querySelectorAll("[data-answer]")].map(({ textContent }) => textContent),
    ["layer 1", "output"],
  );
  store.dispatch(programOf({ step: 7 }));
  assert.deepEqual(kinds(), ["sign", "direction", "layer", "sample", "uphill"]);
  change(one("select"), "sample");
  assert.deepEqual(
    [...document.querySelectorAll("[data-answer]")].map(({ textContent }) => textContent),
    ["5", "8"],
  );
  store.dispatch(programOf({ step: 8 }));
  assert.equal(one("select").value, "sign");
});

test("questions can be switched off, and stay so", (t) => {
  const { one, window } = bound(t);
  one("input").click();
  assert.equal(one(".predict-body").hidden, true);
  assert.equal(window.localStorage.getItem("backprop-live.predictions"), "off");
  one("input").click();
  assert.equal(one(".predict-body").hidden, false);
  assert.equal(window.localStorage.getItem("backprop-live.predictions"), null);
});

test("an observer can answer, but not run the step", (t) => {
  const { click, answer, one, store } = bound(t, { observer_key: null });
  assert.equal(store.state.value.isObserver, true);
  click(answer("negative"));
  assert.equal(answer("negative").getAttribute("aria-pressed"), "true");
  assert.equal(one("button.primary").hidden, true);
});
