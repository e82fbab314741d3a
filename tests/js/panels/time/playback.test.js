import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { createPlayback, makePlayback } from "../../../../static/js/panels/time/playback.js";
import { statusOf } from "../../examples.js";
import { openPast } from "./strip-page.js";

function open(t) {
  const opened = openPast(t);
  const playback = createPlayback(opened.store, opened.seeks, opened.past);
  opened.document.body.append(makePlayback({ ...opened, playback }));
  const steps = () => opened.sought().map(({ step }) => step);
  const pass = async (ms) => {
    for (let left_ms = ms; left_ms > 0; left_ms -= 10) {
      opened.after(10);
      await opened.settle();
    }
  };
  return { ...opened, playback, steps, pass };
}

test("the whole run takes ten seconds, and stops at its end", async (t) => {
  const { click, pass, steps, playback, byId, store } = open(t);
  click("time-on");
  assert.equal(byId("time-on").getAttribute("aria-pressed"), "true");
  assert.match(store.state.value.message, /^What was trained is played/);
  await pass(5000);
  assert.ok(Math.abs(steps().at(-1) - 500) <= 8, `${steps().at(-1)}`);
  await pass(5100);
  assert.equal(steps().at(-1), 1000);
  assert.deepEqual([playback.direction.value, byId("time-on").getAttribute("aria-pressed")], [0, "false"]);
  assert.deepEqual(
    steps(),
    steps().toSorted((a, b) => a - b),
  );
});

test("backward it ends at step 0, and begins there from the end", async (t) => {
  const { click, pass, steps, tell } = open(t);
  tell({ step: 100, n_events: 0 });
  click("time-back");
  await pass(1100);
  assert.equal(steps().at(-1), 0);
  click("time-back");
  await pass(100);
  assert.ok(steps().at(-1) > 980);
});

test("the pace changes from the present step on", async (t) => {
  const { click, pass, steps, change, document } = open(t);
  click("time-on");
  await pass(2000);
  change(document.querySelector(".time-pace"), "4");
  await pass(1000);
  assert.ok(Math.abs(steps().at(-1) - 600) <= 40, `${steps().at(-1)}`);
});

test("it stops where it is pressed again, and when training begins", async (t) => {
  const { click, pass, playback, store, byId, steps } = open(t);
  click("time-on");
  await pass(1000);
  click("time-on");
  const { length } = steps();
  await pass(1000);
  assert.equal(steps().length, length);
  click("time-on");
  store.dispatch(statusOf({ running: true, step: 100 }));
  assert.deepEqual([playback.direction.value, byId("time-on").disabled], [0, true]);
});
