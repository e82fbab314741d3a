import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { added, bindCheckAll, wordsOf } from "../../../../../static/js/panels/inside/check/all.js";
import { openPanels } from "../../../dom.js";
import { networkOf, statusOf } from "../../../examples.js";
import { programOf } from "../programs.js";
import { placeOf, turnOf } from "./examples.js";

const settled = () => new Promise((resolve) => setImmediate(resolve));

function open(t, answer) {
  const opened = openPanels(t, { welcome: { network: networkOf(2, 3, 1) } });
  if (answer) opened.answersTo.check_all = answer;
  const host = opened.byId("inspector-check");
  opened.store.dispatch(programOf());
  bindCheckAll(host, opened.context);
  const button = host.querySelector("button");
  const firsts = () => opened.asked.filter(([kind, request]) => kind === "ask" && request.type === "check_all").map(([, { first }]) => first);
  return { ...opened, host, button, firsts, words: () => host.querySelector(".check-words").textContent };
}

test("turns follow one another, and the worst of all are listed", async (t) => {
  const turns = { 0: turnOf({ after: 4, n: 8, of: 8 }), 4: turnOf({ n: 8, of: 8, worst: [placeOf(3, "differs", 1e-3)] }) };
  const { host, click, button, firsts, words, view, store } = open(t, ({ first }) => turns[first]);
  view({ tab: "inside" });
  click(button);
  await settled();
  assert.deepEqual(firsts(), [0, 4]);
  assert.equal(words(), "All 8 checked: 2 exactly 0, 4 agree, 2 at a kink.");
  assert.equal(host.querySelector("progress").hidden, true);
  const rows = [...host.querySelectorAll(".check-worst button")];
  assert.deepEqual(
    rows.map(({ textContent }) => textContent),
    ["weight 2,4 of layer 1differs10⁻³", "weight 2,1 of layer 1a kink10⁻¹", "bias 2 of layer 1agrees10⁻¹⁰"],
  );
  assert.equal(host.querySelectorAll(".check-bar").length, 15);
  click(rows[2]);
  assert.deepEqual(store.view.value.pinned, { kind: "edge", layer: 0, row: 1, column: null });
});

test("a second click stops after the turn that is under way", async (t) => {
  let answer = () => undefined;
  const waits = new Promise((resolve) => {
    answer = resolve;
  });
  const { click, button, firsts, words } = open(t, () => waits);
  click(button);
  await settled();
  assert.equal(button.textContent, "Stop");
  click(button);
  answer(turnOf({ after: 4, n: 8, of: 8 }));
  await settled();
  assert.deepEqual(firsts(), [0]);
  assert.equal(button.textContent, "Check all gradients");
  assert.match(words(), /^Stopped after 4: /);
});

test("another step ends a check and clears its result", async (t) => {
  const { host, click, button, store, words } = open(t, () => turnOf());
  click(button);
  await settled();
  assert.match(words(), /^All 4/);
  store.dispatch(programOf({ step: 122 }));
  assert.equal(words(), "");
  assert.equal(host.querySelector(".check-worst").hidden, true);
});

test("a check that mixes two steps does not go on", async (t) => {
  const { click, button, firsts } = open(t, ({ first }) => turnOf({ after: first + 4, n: 99, of: 99, step: first ? 122 : 121 }));
  click(button);
  await settled();
  assert.deepEqual(firsts(), [0, 4]);
});

test("before the backward phase is done it is said that there is nothing to check", async (t) => {
  const { click, button, words } = open(t, () => {
    throw Object.assign(new Error("no"), { code: "not_ready" });
  });
  click(button);
  await settled();
  assert.match(words(), /^Gradients of this step are not computed yet/);
});

test("while the run is fast nothing can be checked", (t) => {
  const { button, store } = open(t);
  store.dispatch(statusOf({ running: true, steps_per_second: 500 }));
  assert.equal(button.disabled, true);
});

test("a sample of many is called one", () => {
  const found = added(null, turnOf({ of: 1000, errors: [1, null, 0, 1e-20] }));
  assert.deepEqual(found.errors, [1, 1, 0, 1e-20]);
  assert.match(wordsOf(found), /^4 of 1\u2009000 checked, evenly spaced: /);
});
