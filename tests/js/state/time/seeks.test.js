import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "@preact/signals-core";
import { createRequestQueue } from "../../../../static/js/net/request-queue.js";
import { createSeeks } from "../../../../static/js/state/time/seeks.js";

const aMoment = () => new Promise((resolve) => setImmediate(resolve));

/** Seeks that are answered when a test asks for it, under a clock that it moves. */
function open(t) {
  let now_ms = 0;
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(performance, "now", () => now_ms);
  const wait = async (ms) => {
    now_ms += ms;
    t.mock.timers.tick(ms);
    await aMoment();
  };
  const sent = [];
  const notices = [];
  const actions = { ...createRequestQueue(), pause: () => sent.push("pause") };
  const store = { figures: signal({ step: 900 }), timeline: { seeking: signal(null) }, dispatch: (event) => notices.push(event) };
  const ask = (request) => new Promise((resolve, reject) => sent.push({ ...request, resolve, reject }));
  const seeks = createSeeks(store, actions, ask);
  return { seeks, store, sent, notices, wait, steps: () => sent.map((each) => each.step ?? each) };
}

test("while one request is in flight the newest goal waits, and the page shows it already", async (t) => {
  const { seeks, sent, wait, steps, store } = open(t);
  for (const step of [10, 20, 30]) seeks.seek({ step });
  await wait(0);
  assert.deepEqual(steps(), [10]);
  assert.equal(sent[0].type, "seek");
  assert.deepEqual([seeks.step.value, seeks.isUnderWay.value], [30, true]);
  sent[0].resolve({ step: 10 });
  await wait(100);
  assert.deepEqual(steps(), [10, 30]);
  sent[1].resolve({ step: 30 });
  await wait(0);
  assert.deepEqual([seeks.step.value, seeks.isUnderWay.value], [30, false], "the server is there, and has not told its figures");
  store.figures.value = { step: 31 };
  assert.equal(seeks.step.value, 31);
});

test("a way that takes long gives way to a newer goal", async (t) => {
  const { seeks, sent, wait, steps, store } = open(t);
  seeks.seek({ step: 10 });
  seeks.seek({ step: 20 });
  store.timeline.seeking.value = { step: 3, goal: 10 };
  await wait(250);
  assert.deepEqual(steps(), [10]);
  await wait(100);
  assert.deepEqual(steps(), [10, 20]);
  sent[0].resolve({ step: 10 });
  await wait(0);
  assert.ok(seeks.isUnderWay.value, "the answer to the first says nothing of the second");
  sent[1].resolve({ step: 20 });
  await wait(0);
  assert.equal(store.timeline.seeking.value, null);
});

test("a refusal is shown, and the session is where it was", async (t) => {
  const { seeks, sent, wait, notices } = open(t);
  seeks.seek({ step: 10, branch: 3 });
  await wait(0);
  assert.equal(sent[0].branch, 3);
  sent[0].reject(new Error("no such branch"));
  await wait(0);
  assert.deepEqual(notices, [{ type: "notice", message: "no such branch", tone: "error" }]);
  assert.equal(seeks.step.value, 900);
});

test("a way can be broken off", async (t) => {
  const { seeks, sent, store, wait, notices } = open(t);
  seeks.seek({ step: 10 });
  await wait(0);
  store.timeline.seeking.value = { step: 3, goal: 10 };
  seeks.breakOff();
  assert.deepEqual([sent[1], seeks.step.value, store.timeline.seeking.value], ["pause", 900, null]);
  sent[0].resolve({ step: 10 });
  await wait(0);
  assert.deepEqual(notices, []);
});
