import assert from "node:assert/strict";
import { test } from "node:test";
import { throttledRequest } from "../../../../static/js/base/timing/throttled-request.js";
import { openPage } from "../../dom.js";

/** Advances the clock, so that what waits for it goes on. */
const passing = (tick) => async (ms) => {
  for (let passed = 0; passed < ms; passed += 50) {
    tick(50);
    for (let i = 0; i < 10; i++) await Promise.resolve();
  }
};

test("what is asked for again while a request waits becomes one more request", async (t) => {
  const after = passing(openPage(t).after);
  let n = 0;
  const ask = throttledRequest(() => {
    n += 1;
    return Promise.resolve();
  });
  for (let i = 0; i < 5; i += 1) ask();
  assert.equal(n, 1);
  await after(200);
  assert.equal(n, 1);
  await after(400);
  assert.equal(n, 2);
});

test("a request that fails does not end the following ones", async (t) => {
  const after = passing(openPage(t).after);
  let n = 0;
  const ask = throttledRequest(() => {
    n += 1;
    return Promise.reject(new Error("refused"));
  });
  ask();
  ask();
  await after(600);
  assert.equal(n, 2);
});
