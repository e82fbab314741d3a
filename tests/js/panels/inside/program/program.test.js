import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { bindProgram, runTo } from "../../../../../static/js/panels/inside/program/program.js";
import { openPanels } from "../../../dom.js";
import { statusOf, twinOf } from "../../../examples.js";
import { OPS, programOf } from "../programs.js";

function bound(t, options = {}) {
  const opened = openPanels(t, options);
  opened.window.Element.prototype.scrollIntoView ??= () => undefined;
  bindProgram(opened.context);
  const row = (i) => opened.byId("program-phases").querySelector(`[data-op="${i}"]`);
  const text = (id) => opened.byId(id).textContent;
  return { ...opened, row, text };
}

test("the head names the step and its batch, and whose step it is beside a twin", (t) => {
  const { store, text } = bound(t);
  assert.equal(text("program-place"), "is being read …");
  store.dispatch(programOf({ step: 1204 }));
  assert.deepEqual([text("program-title"), text("program-place")], ["This step", "1\u2009204, batch 21 of 25"]);
  store.dispatch(twinOf());
  assert.equal(text("program-title"), "This step of A");
});

test("the last operation is explained below it, with its lines of code", (t) => {
  const { store, document, row, text } = bound(t);
  store.dispatch(programOf());
  const card = document.querySelector(".op-card");
  assert.equal(card.parentElement, row(1).parentElement);
  assert.equal(card.querySelector("p").textContent, "activation did something");
  assert.equal(card.querySelector(".code-file").textContent, "engine/functions/kinds.py, line 186");
  assert.equal(card.querySelector("code").textContent, "np.dot(W, x, z)");
  assert.equal(text("program-spoken"), "activation did something");
  store.dispatch(programOf({ done: 5 }));
  assert.equal(document.querySelector(".op-card").parentElement, row(4).parentElement);
  assert.equal(document.querySelector(".op-code").hidden, true);
});

test("before the first operation nothing is explained, and that is said", (t) => {
  const { store, document, text } = bound(t);
  store.dispatch(programOf());
  document.getElementById("program-phases").scrollTop = 90;
  store.dispatch(programOf({ done: 0 }));
  assert.equal(document.querySelector(".op-card"), null);
  assert.equal(document.getElementById("program-phases").scrollTop, 0);
  assert.match(text("program-begin"), /Nothing of this step/);
  store.dispatch(programOf({ done: 1 }));
  assert.equal(text("program-begin"), "");
});

test("a click on an operation runs up to it, or back to it", (t) => {
  const { store, asked, click, row } = bound(t);
  store.dispatch(programOf());
  click(row(3));
  click(row(0));
  click(row(1));
  assert.deepEqual(asked, [
    ["advance", "op", 2],
    ["stepBack", "op", 1],
  ]);
});

test("an observer runs nothing", (t) => {
  const { store, asked, context } = bound(t, { welcome: { observer_key: null } });
  store.dispatch(programOf());
  runTo(4, context);
  assert.deepEqual(asked, []);
});

test("arrow keys move along the list, of which one row is reached by Tab", (t) => {
  const { store, press, row, document } = bound(t);
  store.dispatch(programOf());
  const reached = () => [...document.querySelectorAll(".op-row")].filter(({ tabIndex }) => tabIndex === 0).map(({ dataset }) => Number(dataset.op));
  assert.deepEqual(reached(), [1]);
  row(1).focus();
  for (const [key, place] of [
    ["ArrowDown", 2],
    ["End", 4],
    ["ArrowDown", 4],
    ["Home", 0],
    ["ArrowUp", 0],
  ]) {
    press(document.activeElement, key);
    assert.deepEqual([Number(document.activeElement.dataset.op), reached()], [place, [place]]);
  }
  assert.ok(press(row(0), "ArrowRight"));
});

test("the operation under the pointer or the focus is known to the network", (t) => {
  const { store, point, row, byId } = bound(t);
  store.dispatch(programOf());
  point(row(3), "pointerover");
  assert.equal(store.view.value.op, 3);
  point(byId("program-phases"), "pointerleave");
  assert.equal(store.view.value.op, null);
});

test("the rows stay the same elements while the step goes on, and change with the network", (t) => {
  const { store, row } = bound(t);
  store.dispatch(programOf());
  const before = row(2);
  store.dispatch(programOf({ done: 3 }));
  assert.equal(row(2), before);
  store.dispatch(programOf({ ops: OPS.slice(1) }));
  assert.notEqual(row(2), before);
});

test("a fast run is said to train, and its operations stand still", (t) => {
  const { store, byId, text, after } = bound(t);
  store.dispatch(programOf());
  store.dispatch(statusOf({ step: 700, steps_per_second: 300 }));
  after(200);
  assert.equal(text("program-place"), "training, 700");
  assert.ok(byId("program").classList.contains("fast"));
});
