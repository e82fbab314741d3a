import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { bindShortcuts } from "../../../../static/js/panels/page/shortcuts.js";
import { spokenStatus } from "../../../../static/js/state/store/reducer.js";
import { openPanels } from "../../dom.js";
import { statusOf } from "../../examples.js";

function open(t, options) {
  const opened = openPanels(t, options);
  bindShortcuts(opened.context);
  const key = (name, more) => opened.press(opened.document.body, name, more);
  return { ...opened, key };
}

test("single keys control the run", (t) => {
  const { key, asked, store, page } = open(t);
  for (const name of [" ", "ArrowRight", "r", "N", "2"]) key(name);
  key("ArrowRight", { shiftKey: true });
  store.dispatch(statusOf({ running: true }));
  key(" ");
  assert.deepEqual(asked, [["play"], ["advance", "step"], ["reset"], ["reseed"], ["startPreset", page.presets[1]], ["advance", "op"], ["pause"]]);
});

test("E opens the sheet of files", (t) => {
  const { key, byId } = open(t);
  let opened = 0;
  byId("export-open").disabled = false;
  byId("export-open").addEventListener("click", () => {
    opened += 1;
  });
  for (const name of ["e", "E"]) key(name);
  assert.equal(opened, 2);
});

test("O opens the saved runs, where there are any", (t) => {
  const { key, byId } = open(t);
  let opened = 0;
  byId("runs-open").addEventListener("click", (event) => {
    event.stopImmediatePropagation();
    opened += 1;
  });
  for (const name of ["o", "O"]) key(name);
  assert.equal(opened, 2);
  byId("runs-open").remove();
  assert.doesNotThrow(() => key("o"));
});

test("Ctrl or Cmd with Z and Y undoes and redoes, and the browser does not", (t) => {
  const { key, asked } = open(t);
  const left = [
    key("z", { ctrlKey: true }),
    key("Z", { metaKey: true, shiftKey: true }),
    key("y", { ctrlKey: true }),
    key("z", { ctrlKey: true, altKey: true }),
  ];
  assert.deepEqual(asked, [["undo"], ["redo"], ["redo"]]);
  assert.deepEqual(left, [false, false, false, true]);
});

test("a focused control keeps the keys that it uses itself", (t) => {
  const { press, asked, document } = open(t);
  const box = document.body.appendChild(document.createElement("textarea"));
  for (const target of [box, "preset", "probe"]) press(target, "r");
  press("probe", "z", { ctrlKey: true });
  press("play", " ");
  press("dash", " ");
  assert.deepEqual(asked, []);
  press("play", "r");
  press("dash", "n");
  press("speed", "z", { ctrlKey: true });
  assert.deepEqual(asked, [["reset"], ["reseed"], ["undo"]]);
});

test("after a click keys are meant for the run, after Tab for the focused control", (t) => {
  const { press, happen, asked } = open(t);
  happen("reset", "pointerdown");
  assert.equal(press("reset", " "), false);
  happen("network", "pointerdown");
  press("network", "ArrowRight");
  assert.equal(press("reset", " "), true);
  happen("reset", "pointerdown");
  press("reset", "Tab");
  assert.equal(press("reset", " "), true);
  happen("probe", "pointerdown");
  press("probe", "r");
  assert.deepEqual(asked, [["play"], ["advance", "step"]]);
});

test("in a dialog and in a table a click leaves the keys where they are", (t) => {
  const { press, happen, asked, document } = open(t);
  for (const name of ["dialog", "table"]) {
    const part = document.body.appendChild(document.createElement(name));
    const button = part.appendChild(document.createElement("button"));
    happen(button, "pointerdown");
    press(button, " ");
    part.remove();
  }
  assert.deepEqual(asked, []);
});

test("the user can switch single keys off", (t) => {
  const { key, asked, byId } = open(t);
  byId("shortcuts").click();
  key("r");
  key("z", { ctrlKey: true });
  assert.deepEqual(asked, [["undo"]]);
});

test("an observer has only the keys that change nothing", (t) => {
  const { key, asked, byId } = open(t, { welcome: { observer_key: null } });
  for (const name of [" ", "ArrowRight", "r", "n", "1"]) key(name);
  assert.deepEqual(asked, []);
  key("?");
  assert.equal(byId("help").matches(":popover-open"), true);
});

test("L makes a screen reader say how training goes", (t) => {
  const { key, store, byId } = open(t);
  store.dispatch(statusOf());
  key("l");
  assert.equal(byId("spoken").textContent, spokenStatus(store.state.value));
  assert.match(byId("spoken").textContent, /0\.500/);
});

test("a part that the link hides has no key either", (t) => {
  const { key, asked, document } = open(t);
  for (const name of ["reset", "presets"]) document.querySelector(`[data-part="${name}"]`).toggleAttribute("data-away", true);
  for (const name of ["r", "R", "1", "n"]) key(name);
  assert.deepEqual(asked, [["reseed"]]);
});

test("G goes to the line of time, which comes later than the page", (t) => {
  const { key, document } = open(t);
  key("g");
  assert.equal(document.activeElement?.id ?? "", "");
  const track = document.createElement("div");
  track.id = "time-track";
  track.tabIndex = 0;
  document.body.append(track);
  key("g");
  assert.equal(document.activeElement?.id, "time-track");
});

test("8, 9 and 0 choose the view, for an observer too", (t) => {
  const { key, asked, store } = open(t, { welcome: { observer_key: null } });
  key("0");
  assert.equal(store.view.value.tab, "twins");
  key("8");
  assert.equal(store.view.value.tab, "train");
  key("9");
  assert.deepEqual([store.view.value.tab, asked], ["inside", []]);
});
