import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "@preact/signals-core";
import "../../../english.js";
import { askAgain, followProgram, isFast, isSlow } from "../../../../../static/js/panels/inside/base/program-feed.js";
import { openPanels } from "../../../dom.js";
import { statusOf } from "../../../examples.js";
import { programOf } from "../programs.js";

const paused = (more = {}) => statusOf({ running: false, ...more });

/** Advances the clock, so that what waits for it goes on. */
const passing = (tick) => async (ms) => {
  for (let passed = 0; passed < ms; passed += 50) {
    tick(50);
    for (let i = 0; i < 10; i++) await Promise.resolve();
  }
};

function followed(t) {
  const opened = openPanels(t);
  opened.answersTo.program = (request) => {
    const event = programOf(request);
    opened.store.dispatch(programOf());
    return event;
  };
  followProgram(opened.context);
  return { ...opened, after: passing(opened.after) };
}

test("the program is asked for inside a step only, and after each operation", async (t) => {
  const { asked, view, store, after } = followed(t);
  assert.deepEqual(asked, []);
  view({ tab: "inside" });
  assert.deepEqual(asked, [["ask", { type: "program", run: 0, known: null }]]);
  await after(300);
  store.dispatch(paused());
  assert.equal(asked.length, 2);
  assert.equal(asked[1][1].known, programOf().listing.name, "its operations are not sent again");
  await after(300);
  view({ tab: "train" });
  store.dispatch(paused());
  await after(300);
  assert.equal(asked.length, 2);
});

test("a storm of operations asks at most four times a second, and once more at its end", async (t) => {
  const { asked, view, store, after } = followed(t);
  view({ tab: "inside" });
  for (let i = 0; i < 20; i++) {
    store.dispatch(paused({ step: i }));
    await after(50);
  }
  await after(600);
  assert.ok(asked.length >= 3 && asked.length <= 6, String(asked.length));
  const before = asked.length;
  await after(1000);
  assert.equal(asked.length, before);
});

test("while the run is fast nothing is asked; when it pauses, once", async (t) => {
  const { asked, view, store, after } = followed(t);
  store.dispatch(statusOf({ steps_per_second: 400 }));
  view({ tab: "inside" });
  await after(300);
  assert.deepEqual(asked, []);
  store.dispatch(paused());
  await after(600);
  assert.equal(asked.length, 1);
});

test("a run is slow where it goes by operations", () => {
  const op = { phase: "forward", layer: 0, name: "activation" };
  const state = (status) => ({ running: status.running, status });
  assert.ok(isSlow(state(statusOf({ op }))));
  assert.ok(isSlow(state(statusOf({ steps_per_second: 0.1 }))));
  assert.ok(isFast(state(statusOf({ steps_per_second: 30 }))));
  assert.ok(!isFast(state(paused())) && !isSlow(state(paused())));
});

test("what is on screen is asked for again when the question or a number of the step may be another one", async (t) => {
  const { store, view, ...opened } = openPanels(t);
  const after = passing(opened.after);
  const question = signal(1);
  let n = 0;
  const request = () => {
    n += 1;
    return Promise.resolve();
  };
  askAgain(store, "graph", () => question.value, request);
  /** How often it is asked after a change. */
  const asks = async (change) => {
    const before = n;
    change();
    await after(600);
    return n - before;
  };
  const next = () => store.dispatch(programOf({ done: 2 }));
  assert.equal(await asks(() => view({ tab: "inside", part: "batch" })), 0);
  assert.equal(await asks(() => view({ part: "graph" })), 1);
  assert.equal(await asks(next), 1);
  assert.equal(await asks(next), 1, "the same operation, after a weight was changed");
  assert.equal(await asks(() => (question.value = 2)), 1);
  assert.equal(await asks(() => (question.value = 2)), 0);
  assert.equal(await asks(() => store.dispatch(statusOf({ steps_per_second: 400 }))), 0);
  assert.equal(await asks(next), 0, "too fast to be read");
  assert.equal(await asks(() => store.dispatch(paused())), 1);
  assert.equal(await asks(() => store.dispatch({ type: "connection", connection: "reconnecting", reason: null })), 0);
  assert.equal(await asks(next), 0, "not connected");
});
