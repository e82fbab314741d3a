import assert from "node:assert/strict";
import { test } from "node:test";
import { effect, signal } from "@preact/signals-core";
import "../../english.js";
import { throttled } from "../../../../static/js/base/timing/throttled.js";
import { openPage } from "../../dom.js";

function open(t) {
  const { after } = openPage(t);
  const source = signal(0);
  const slow = throttled(source);
  const shown = [];
  effect(() => void shown.push(slow.value));
  return { after, source, shown };
}

test("of many changes some are shown, ten in a second, the last one always", (t) => {
  const { after, source, shown } = open(t);
  for (let k = 1; k <= 12; k += 1) {
    after(20);
    source.value = k;
  }
  assert.deepEqual(shown, [0, 4, 9]);
  after(100);
  assert.deepEqual(shown, [0, 4, 9, 12]);
});

test("signals that begin at different times change together", (t) => {
  const { after, source } = open(t);
  const times = [];
  for (const name of ["a", "b"]) {
    after(30);
    const slow = throttled(source);
    effect(() => void times.push([name, slow.value, performance.now() % 1000]));
  }
  times.length = 0;
  for (let k = 1; k <= 14; k += 1) {
    after(16);
    source.value = k;
  }
  assert.deepEqual(times.map(([name, , now_ms]) => `${now_ms} ${name}`).toSorted(), ["100 a", "100 b", "200 a", "200 b"]);
  const values = (wanted) => times.filter(([name]) => name === wanted).map(([, value]) => value);
  assert.deepEqual(values("a"), values("b"));
});

test("after a rest a change is shown at once", (t) => {
  const { after, source, shown } = open(t);
  after(500);
  source.value = 1;
  assert.deepEqual(shown, [0, 1]);
});

test("all updates of one moment come in one task, and what depends on several comes once", (t) => {
  const { after, source } = open(t);
  const [one, other] = [throttled(source), throttled(source)];
  const sums = [];
  effect(() => void sums.push(one.value + other.value));
  const timers = t.mock.method(window, "setTimeout");
  source.value = 2;
  assert.equal(timers.mock.callCount(), 1);
  sums.length = 0;
  after(200);
  assert.deepEqual(sums, [4]);
});
