import assert from "node:assert/strict";
import { test } from "node:test";
import { createPause } from "../../../../static/js/base/timing/pause.js";

test("work goes on without a pause until its slice is over", async () => {
  let now_ms = 0;
  const pause = createPause(() => now_ms);
  now_ms = 7.9;
  assert.equal(pause(), undefined);
  now_ms = 8;
  const waiting = pause();
  assert.ok(waiting instanceof Promise);
  now_ms = 30;
  await waiting;
  assert.equal(pause(), undefined);
  now_ms = 38;
  assert.ok(pause() instanceof Promise);
});

test("other tasks run during a pause", async () => {
  let now_ms = 0;
  const pause = createPause(() => now_ms);
  const order = [];
  setTimeout(() => order.push("task"), 0);
  const end = performance.now() + 5;
  while (performance.now() < end);
  for (let k = 0; k < 50 && order.length === 0; k += 1) {
    now_ms += 8;
    await pause();
  }
  assert.deepEqual(order, ["task"]);
});
