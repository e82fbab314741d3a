import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { frameOf, statusOf } from "../../../examples.js";
import { ADAM, openPast, RATE } from "../strip-page.js";

test("the session is in the past before its end, and before a change at its end", (t) => {
  const { past, tell } = openPast(t);
  assert.deepEqual([past.position.value, past.end.value, past.isPast.value], [1000, 1000, false]);
  tell({ step: 300, n_events: 1 });
  assert.deepEqual([past.position.value, past.isPast.value, past.nextEvent.value], [300, true, null]);
  tell({ step: 300, n_events: 0 });
  assert.equal(past.nextEvent.value, RATE);
  assert.deepEqual(past.events.value, [RATE, ADAM]);
});

test("a step that was asked for counts until the server is there", async (t) => {
  const { past, seeks, settle } = openPast(t);
  seeks.seek({ step: 40 });
  assert.deepEqual([past.position.value, past.isPast.value], [40, true]);
  await settle();
  assert.equal(past.position.value, 40);
});

test("training moves the end along", (t) => {
  const { past, store } = openPast(t);
  store.takeFrame(frameOf({}, { step: 1200 }));
  assert.deepEqual([past.position.value, past.end.value, past.isPast.value], [1200, 1200, false]);
});

test("while it trains, step, end and loss move along together, a few times a second", (t) => {
  const { past, store, after } = openPast(t);
  after(1000);
  store.dispatch(statusOf({ running: true, step: 1000, train_loss: 1000 }));
  after(100);
  const seen = new Set();
  for (let k = 1; k <= 50; k += 1) {
    store.takeFrame(frameOf({}, { step: 1000 + k, trainLoss: 1000 + k, running: true }));
    after(10);
    seen.add([past.position.value, past.end.value, past.figures.value.step, past.figures.value.trainLoss].join());
    assert.equal(past.isPast.value, false);
  }
  assert.ok(seen.size >= 5 && seen.size <= 7, `${[...seen]}`);
  for (const texts of seen) assert.equal(new Set(texts.split(",")).size, 1, texts);
  store.dispatch(statusOf({ running: false, step: 1050 }));
  assert.deepEqual([past.position.value, past.end.value], [1050, 1050]);
});

test("a divergence of the network is in its past, one of the twin is not", (t) => {
  const { past, store } = openPast(t);
  const diverged = { type: "diverged", run: 0, step: 801, layer: 0, quantity: "z", message: "z overflowed", last_finite_step: 800 };
  store.dispatch({ ...diverged, run: 1 });
  assert.equal(past.divergedAt.value, null);
  store.dispatch(diverged);
  assert.equal(past.divergedAt.value, 800);
});
