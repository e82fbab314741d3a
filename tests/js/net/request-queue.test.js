import assert from "node:assert/strict";
import { test } from "node:test";
import { createRequestQueue } from "../../../static/js/net/request-queue.js";

const aMoment = () => new Promise((resolve) => setImmediate(resolve));

/** A mock clock; `after(ms)` advances it and waits until promises are settled. */
function clock(t) {
  let now_ms = 0;
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(performance, "now", () => now_ms);
  return (ms) => {
    now_ms += ms;
    t.mock.timers.tick(ms);
    return aMoment();
  };
}

/** Requests that are answered when a test asks for it. */
function asked() {
  const sent = [];
  const answers = [];
  const request = (what) => () => {
    sent.push(what);
    return new Promise((resolve) => answers.push(resolve));
  };
  const answer = () => {
    answers.shift()();
    return aMoment();
  };
  return { sent, request, answer };
}

test("one request is in flight; of a name the newest waits", async () => {
  const { sent, request, answer } = asked();
  const { submit, settled } = createRequestQueue(0);
  submit("a", request("a1"));
  submit("a", request("a2"));
  submit("a", request("a3"));
  assert.deepEqual(sent, ["a1"]);
  await answer();
  assert.deepEqual(sent, ["a1", "a3"]);
  let isSettled = false;
  const rest = settled().then(() => (isSettled = true));
  await aMoment();
  assert.equal(isSettled, false);
  await answer();
  await rest;
  assert.deepEqual(sent, ["a1", "a3"]);
});

test("all go in the order in which they were last asked for", async () => {
  const { sent, request, answer } = asked();
  const { submit, settled } = createRequestQueue(0);
  for (const what of ["a1", "b1", "c1", "b2", "a2"]) submit(what[0], request(what));
  for (let k = 0; k < 4; k += 1) await answer();
  assert.deepEqual(sent, ["a1", "c1", "b2", "a2"]);
  await settled();
});

test("a refusal does not stop what comes after it", async () => {
  const sent = [];
  const { submit, settled } = createRequestQueue(0);
  for (const what of ["a", "b"]) {
    submit(what, () => {
      sent.push(what);
      return Promise.reject(new Error("refused"));
    });
  }
  await settled();
  submit("c", async () => sent.push("c"));
  await settled();
  assert.deepEqual(sent, ["a", "b", "c"]);
});

test("with nothing under way it is settled", () => createRequestQueue().settled());

test("between two requests of a name some time passes, and the newest is sent", async (t) => {
  const after = clock(t);
  const sent = [];
  const { submit, settled } = createRequestQueue(30);
  for (const value of [1, 2, 3]) {
    submit("slider", async () => sent.push(value));
    await aMoment();
  }
  await after(29);
  assert.deepEqual(sent, [1]);
  await after(1);
  assert.deepEqual(sent, [1, 3]);
  await settled();
});

test("what is not merged keeps its place between the rest", async () => {
  const { sent, request, answer } = asked();
  const { submit, enqueue, pipeline, settled } = createRequestQueue(0);
  submit("rate", request("rate 1"));
  submit("rate", request("rate 2"));
  const preset = enqueue(request("preset"));
  submit("rate", request("rate 3"));
  const step = pipeline(request("step"));
  for (let k = 0; k < 4; k += 1) await answer();
  assert.deepEqual(sent, ["rate 1", "preset", "rate 3", "step"]);
  await Promise.all([preset, step, settled()]);
  void pipeline(request("step 2"));
  void pipeline(request("step 3"));
  assert.deepEqual(sent.slice(4), ["step 2", "step 3"]);
});

test("what is refused in its turn is told to who asked", async () => {
  const { enqueue, settled } = createRequestQueue(0);
  await assert.rejects(
    enqueue(() => Promise.reject(new Error("refused"))),
    /refused/,
  );
  await settled();
});

test("while a slider pauses, others go on, and its newest comes after them", async (t) => {
  const after = clock(t);
  const { sent, request, answer } = asked();
  const { submit, enqueue } = createRequestQueue(30);
  submit("slider", request("slider 1"));
  await answer();
  submit("slider", request("slider 2"));
  await aMoment();
  void enqueue(request("preset"));
  submit("slider", request("slider 3"));
  assert.deepEqual(sent, ["slider 1"]);
  await after(30);
  assert.deepEqual(sent, ["slider 1", "preset"]);
  await answer();
  assert.deepEqual(sent, ["slider 1", "preset", "slider 3"]);
});

test("a request may shorten the pause until the next one of its name", async (t) => {
  const after = clock(t);
  const { sent, request, answer } = asked();
  const { submit } = createRequestQueue(100);
  submit("a", request("a1"), 40);
  await answer();
  submit("a", request("a2"));
  await after(39);
  assert.deepEqual(sent, ["a1"]);
  await after(1);
  assert.deepEqual(sent, ["a1", "a2"]);
});
