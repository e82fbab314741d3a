import assert from "node:assert/strict";
import { test } from "node:test";
import { effect, signal } from "@preact/signals-core";
import "../english.js";
import { throttled } from "../../../static/js/base/throttled.js";
import { openPage } from "../dom.js";

function open(t) {
  const { after } = openPage(t);
  const source = signal(0);
  const slow = throttled(source);
  const shown = [];
  effect(() => void shown.push(slow.value));
  return { after, source, shown };
}

test("of many changes some are shown, 80 ms apart, the last one always", (t) => {
  const { after, source, shown } = open(t);
  for (let k = 1; k <= 10; k += 1) {
    after(20);
    source.value = k;
  }
  assert.deepEqual(shown, [0, 3, 7]);
  after(80);
  assert.deepEqual(shown, [0, 3, 7, 10]);
});

test("after a rest a change is shown at once", (t) => {
  const { after, source, shown } = open(t);
  after(500);
  source.value = 1;
  assert.deepEqual(shown, [0, 1]);
});
