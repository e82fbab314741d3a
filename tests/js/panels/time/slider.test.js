import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { signal } from "@preact/signals-core";
import { bindSlider } from "../../../../static/js/panels/time/slider.js";
import { timeShape } from "../../../../static/js/scene/time/strip.js";
import { statusOf } from "../../examples.js";
import { BRANCHES, openPast } from "./strip-page.js";

/** A track of 1,000 steps on 1,000 pixels. */
function open(t) {
  const opened = openPast(t);
  const { document, store, past } = opened;
  const track = document.createElement("div");
  track.tabIndex = 0;
  document.body.append(track);
  opened.resize(track, 1000 + 1.1 * 13, 30);
  const losses = { steps: [], series: [] };
  const shape = signal(
    timeShape({ losses, branches: BRANCHES, current: 0, position: 1000, end: past.end.value, divergedAt: null }, { width: 1014.3, height: 30, rem: 13 }),
  );
  const picture = { shape, pointed: signal(null), explained: signal(null), held: signal(false) };
  bindSlider(track, { ...opened, picture, names: () => new Map() });
  const at = (step, kind = "pointermove", more = {}) => opened.point(track, kind, { clientX: step + 7.15, clientY: 20, button: 0, ...more });
  return { ...opened, track, picture, at, text: () => track.getAttribute("aria-valuetext"), store };
}

test("a press and a drag go to steps, a mere move does not", (t) => {
  const { at, sought } = open(t);
  at(100);
  at(420, "pointerdown");
  at(450);
  at(450);
  at(5000);
  at(400, "pointerup");
  at(200);
  assert.deepEqual(sought(), [{ step: 420 }, { step: 450 }, { step: 1000 }]);
});

test("a press on a mark goes to before the change", (t) => {
  const { at, sought } = open(t);
  at(302, "pointerdown");
  at(302, "pointerup");
  assert.deepEqual(sought(), [{ step: 300, events: 0 }]);
});

test("a finger meets a mark from farther away than a mouse", (t) => {
  const { at, sought } = open(t);
  for (const pointerType of ["mouse", "touch"]) {
    at(310, "pointerdown", { pointerType });
    at(310, "pointerup", { pointerType });
  }
  assert.deepEqual(sought(), [{ step: 310 }, { step: 300, events: 0 }]);
});

test("keys move it, with Control from change to change", (t) => {
  const { press, track, sought, tell } = open(t);
  tell({ step: 500, n_events: 1 });
  assert.equal(press(track, "ArrowLeft"), false, "the page must not scroll");
  press(track, "ArrowLeft");
  press(track, "PageUp");
  press(track, "Home");
  press(track, "ArrowRight", { ctrlKey: true });
  assert.equal(press(track, "q"), true);
  assert.deepEqual(sought(), [{ step: 499 }, { step: 498 }, { step: 508 }, { step: 0 }, { step: 300, events: 0 }]);
});

test("it says the step, that it is past, and what was changed there", (t) => {
  const { text, tell, track } = open(t);
  assert.equal(text(), "step 1\u2009000 of 1\u2009000");
  tell({ step: 200, n_events: 0 });
  assert.equal(text(), "step 200 of 1\u2009000, in the past");
  tell({ step: 300, n_events: 1 });
  assert.equal(text(), "step 300 of 1\u2009000, in the past; learning rate 0.03 → 0.3");
  assert.deepEqual(
    ["valuemin", "valuemax", "valuenow"].map((name) => track.getAttribute(`aria-${name}`)),
    ["0", "1000", "300"],
  );
});

test("while it trains it speaks only to those who listen", (t) => {
  const { text, store, track, after } = open(t);
  store.dispatch(statusOf({ running: true, step: 1500 }));
  assert.equal(text(), "step 1\u2009000 of 1\u2009000");
  track.focus();
  store.dispatch(statusOf({ running: true, step: 1600 }));
  after(100);
  assert.equal(text(), "step 1\u2009600 of 1\u2009600");
});

test("an observer follows it only", (t) => {
  const { store, track, at, press, sought } = open(t);
  store.dispatch({ ...store.state.value, type: "welcome", observer_key: null, resumed: true });
  assert.equal(track.getAttribute("aria-disabled"), "true");
  at(400, "pointerdown");
  press(track, "Home");
  assert.deepEqual(sought(), []);
});
