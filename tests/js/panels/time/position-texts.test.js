import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { signal } from "@preact/signals-core";
import { changeText } from "../../../../static/js/base/words/sentence.js";
import { announcePosition, makeNote, makeProgress, makeToEnd } from "../../../../static/js/panels/time/position-texts.js";
import { openPast } from "./strip-page.js";

function open(t) {
  const opened = openPast(t);
  const shape = signal({ position: 20, left: 0, right: 100 });
  const track = opened.document.createElement("div");
  const note = makeNote({ ...opened, picture: { shape } });
  const progress = makeProgress(opened, track);
  opened.document.body.append(note, makeToEnd(opened), progress);
  return { ...opened, shape, note, progress };
}

test("in the past the strip says so, on the side where there is room", (t) => {
  const { note, tell, shape, store } = open(t);
  assert.equal(note.hidden, true);
  tell({ step: 200, n_events: 0 });
  assert.deepEqual([note.hidden, note.textContent, note.dataset.side], [false, "in the past", "right"]);
  shape.value = { ...shape.value, position: 80 };
  assert.equal(note.dataset.side, "left");
  tell({ step: 300, n_events: 0 });
  assert.equal(note.textContent, `before ${changeText({ field: "learning_rate", from: 0.03, to: 0.3 }, String)}`);
  store.dispatch({ ...store.state.value.status, type: "status", running: true });
  assert.equal(note.hidden, true);
});

test("the status line says where the session is, once it rests", async (t) => {
  const { seeks, store, after, settle, tell, ...opened } = open(t);
  announcePosition({ ...opened, seeks, store });
  for (const step of [100, 200]) {
    seeks.seek({ step });
    await settle();
    after(100);
  }
  assert.doesNotMatch(store.state.value.message, /past/);
  after(400);
  assert.equal(store.state.value.message, "Step 200 of 1\u2009000, in the past: Play goes on from here, a change makes a branch");
  seeks.seek({ step: 300, events: 0 });
  await settle();
  tell({ step: 300, n_events: 0 });
  after(500);
  assert.match(store.state.value.message, /^Step 300, before learning rate 0.03 → 0.3: Play repeats/);
  seeks.seek({ step: 1000 });
  await settle();
  after(500);
  assert.equal(store.state.value.message, "Step 1\u2009000, the end of this run");
});

test("a refusal stays in the status line", async (t) => {
  const { seeks, store, after, settle, answersTo, ...opened } = open(t);
  announcePosition({ ...opened, seeks, store });
  answersTo.seek = () => Promise.reject(new Error("not there"));
  seeks.seek({ step: 3 });
  await settle();
  after(1000);
  assert.equal(store.state.value.message, "not there");
});

test("a button leads to the end, where it has nothing to do", (t) => {
  const { byId, tell, click, sought } = open(t);
  assert.equal(byId("time-to-end").disabled, true);
  tell({ step: 20, n_events: 0 });
  assert.equal(byId("time-to-end").disabled, false);
  click("time-to-end");
  assert.deepEqual(sought(), [{ step: 1000 }]);
});

test("a long way shows how far it has come, and is broken off by its button or Escape", (t) => {
  const { progress, seeks, store, press, document, click, asked, answersTo } = open(t);
  answersTo.seek = () => new Promise(() => {});
  assert.equal(progress.hidden, true);
  const pauses = () => asked.filter(([name]) => name === "pause").length;
  for (const [i, end] of [() => click(progress.querySelector("button")), () => press(document.body, "Escape")].entries()) {
    seeks.seek({ step: 900 });
    store.dispatch({ type: "seeking", id: 1, step: 300, goal: 900 });
    assert.deepEqual([progress.hidden, progress.querySelector("span").textContent, progress.querySelector("progress").value], [false, "step 300 of 900", 300]);
    end();
    assert.deepEqual([progress.hidden, pauses()], [true, i + 1]);
  }
  press(document.body, "Escape");
  assert.equal(pauses(), 2, "Escape means nothing while there is no way");
});
