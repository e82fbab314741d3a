import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "@preact/signals-core";
import { once } from "../../../../static/js/base/timing/once.js";

test("a function is called when the condition holds, and never again", async () => {
  const open = signal(false);
  let calls = 0;
  once(
    () => open.value,
    () => {
      calls += 1;
    },
  );
  assert.equal(calls, 0);
  open.value = true;
  assert.equal(calls, 1);
  await Promise.resolve();
  open.value = false;
  open.value = true;
  assert.equal(calls, 1);
});

test("a function is called once, also when what the condition reads changes twice in one task", () => {
  const size = signal(0);
  let calls = 0;
  once(
    () => size.value > 0,
    () => {
      calls += 1;
    },
  );
  size.value = 1;
  size.value = 2;
  assert.equal(calls, 1);
});

test("what holds at once is called at once", () => {
  let calls = 0;
  once(
    () => true,
    () => {
      calls += 1;
    },
  );
  assert.equal(calls, 1);
});
