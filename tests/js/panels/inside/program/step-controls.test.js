import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { bindStepControls } from "../../../../../static/js/panels/inside/program/step-controls.js";
import { openPanels } from "../../../dom.js";
import { statusOf } from "../../../examples.js";
import { programOf } from "../programs.js";

function bound(t, options = {}) {
  const opened = openPanels(t, options);
  opened.store.dispatch({ type: "connection", connection: "live", reason: "" });
  bindStepControls(opened.context);
  opened.store.dispatch(programOf());
  opened.view({ tab: "inside" });
  const key = (name, more) => opened.press(opened.document.body, name, more);
  return { ...opened, key };
}

const MOVES = [
  ["stepBack", "op"],
  ["advance", "op"],
  ["advance", "phase"],
  ["advance", "step"],
];

test("each button moves by what its title says", (t) => {
  const { click, asked, byId } = bound(t);
  for (const name of ["back", "on", "phase", "finish"]) click(`program-${name}`);
  assert.deepEqual(asked, MOVES);
  assert.equal(byId("program-phase").title, "Run to the end of the phase (P)");
  assert.equal(byId("program-back").getAttribute("aria-keyshortcuts"), "ArrowLeft");
});

test("keys do the same, inside a step only", (t) => {
  const { key, view, asked } = bound(t);
  for (const name of ["ArrowLeft", "p", "f"]) key(name);
  const [back, , phase, finish] = MOVES;
  assert.deepEqual(asked, [back, phase, finish]);
  view({ tab: "train" });
  for (const name of ["ArrowLeft", "p", "f", "s"]) key(name);
  assert.equal(asked.length, 3);
});

test("an observer moves nothing by keys", (t) => {
  const { key, asked } = bound(t, { welcome: { observer_key: null } });
  for (const name of ["ArrowLeft", "p", "f", "s"]) key(name);
  assert.deepEqual(asked, []);
});

test("slow motion plays an operation every two seconds, and pauses when pressed again", (t) => {
  const { click, asked, store, byId } = bound(t);
  click("program-slow");
  assert.deepEqual(asked, [["play", 0.1]]);
  const pressed = () => byId("program-slow").getAttribute("aria-pressed");
  store.dispatch(statusOf({ running: true }));
  assert.equal(pressed(), "true");
  click("program-slow");
  assert.deepEqual(asked.at(-1), ["pause"]);
  store.dispatch(statusOf({ running: false }));
  assert.equal(pressed(), "false");
});

test("a run at full speed is not slow motion", (t) => {
  const { store, byId } = bound(t);
  store.dispatch(statusOf({ running: true }));
  store.dispatch(statusOf({ running: false }));
  assert.equal(byId("program-slow").getAttribute("aria-pressed"), "false");
});

test("nothing is before the first operation of the first step", (t) => {
  const { store, byId } = bound(t);
  assert.equal(byId("program-back").disabled, false);
  store.dispatch(programOf({ step: 1, done: 0 }));
  assert.equal(byId("program-back").disabled, true);
  store.dispatch(programOf({ step: 1, done: 1 }));
  assert.equal(byId("program-back").disabled, false);
  store.dispatch({ type: "connection", connection: "reconnecting", reason: "" });
  assert.equal(byId("program-on").disabled, true);
});

test("inside a step one press of Step is one operation; outside it is again what it was", (t) => {
  const { store, view } = bound(t);
  assert.equal(store.view.value.by, "op");
  view({ tab: "train" });
  assert.equal(store.view.value.by, "step");
  view({ by: "phase" });
  view({ tab: "inside" });
  assert.equal(store.view.value.by, "phase");
  view({ tab: "train" });
  assert.equal(store.view.value.by, "phase");
});
