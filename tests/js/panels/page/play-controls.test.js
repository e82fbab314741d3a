import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { bindPlayControls } from "../../../../static/js/panels/page/play-controls.js";
import { openPanels } from "../../dom.js";
import { statusOf } from "../../examples.js";

function open(t, options) {
  const opened = openPanels(t, options);
  bindPlayControls(opened.context);
  return opened;
}

test("each button asks for its own command", (t) => {
  const { click, choose, asked } = open(t);
  choose("by", "epoch");
  for (const id of ["play", "step", "reset", "seed"]) click(id);
  assert.deepEqual(asked, [["play"], ["advance", "epoch"], ["reset"], ["reseed"]]);
});

test("while a run goes on the play button pauses it, and says so", (t) => {
  const { click, asked, store, byId } = open(t);
  assert.equal(byId("play-label").textContent, words("play"));
  store.dispatch(statusOf({ running: true }));
  assert.equal(byId("play-label").textContent, words("pause"));
  assert.equal(byId("play").getAttribute("aria-pressed"), "true");
  click("play");
  assert.deepEqual(asked, [["pause"]]);
});

test("without a connection nothing that needs the server can be pressed", (t) => {
  const { store, byId } = open(t);
  const disabled = () => ["play", "step", "reset", "seed"].filter((id) => byId(id).disabled);
  assert.deepEqual(disabled(), []);
  store.dispatch({ type: "connection", connection: "reconnecting", reason: "" });
  assert.deepEqual(disabled(), ["play", "step", "reset", "seed"]);
});

test("the right end of the speed slider is full speed", (t) => {
  const { enter, asked, byId } = open(t);
  enter("speed", byId("speed").max);
  enter("speed", "0");
  assert.deepEqual(asked, [
    ["setSpeed", null],
    ["setSpeed", 1],
  ]);
});

test("the slider shows the speed of the view, or the next faster one", (t) => {
  const { byId, view } = open(t);
  view({ speed: 20 });
  assert.deepEqual([byId("speed").value, byId("speed-value").textContent], ["4", words("speed", { n: "20" })]);
  view({ speed: 30 });
  assert.equal(byId("speed").value, "5");
  view({ speed: null });
  assert.deepEqual([byId("speed").value, byId("speed-value").textContent], ["13", words("speed.full")]);
});

test("undo and redo can be pressed when there is something to undo or redo", (t) => {
  const { byId, click, asked, actions } = open(t);
  assert.deepEqual([byId("undo").disabled, byId("redo").disabled], [true, true]);
  actions.undoStatus.value = { canUndo: true, canRedo: false };
  assert.deepEqual([byId("undo").disabled, byId("redo").disabled], [false, true]);
  click("undo");
  assert.deepEqual(asked, [["undo"]]);
});

test("the seed of the run is shown", (t) => {
  const { byId, store } = open(t, { welcome: { experiment: { seed: 41 } } });
  assert.equal(byId("out-seed").textContent, "41");
  store.dispatch({ type: "pending", fields: { seed: 42 } });
  assert.equal(byId("out-seed").textContent, "42");
});
