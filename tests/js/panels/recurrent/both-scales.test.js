import assert from "node:assert/strict";
import { test } from "node:test";
import { effect, signal } from "@preact/signals-core";
import "../../english.js";
import { bothScales } from "../../../../static/js/panels/recurrent/both-scales.js";
import { NO_SCALES } from "../../../../static/js/panels/recurrent/layers.js";

test("each of two pictures knows the largest numbers of the other, on one screen only", () => {
  const store = { view: signal({ tab: "twins" }) };
  const [first, second] = [bothScales({ ...store }, 0), bothScales({ ...store }, 1)];
  first.publish({ ...NO_SCALES, states: 3 });
  assert.deepEqual([second.other().states, first.other().states], [3, 0]);
  store.view.value = { tab: "train" };
  assert.equal(second.other(), NO_SCALES);
  assert.equal(bothScales({ view: signal({ tab: "twins" }) }, 1).other(), NO_SCALES, "another page");
});

test("the same numbers again wake nobody", () => {
  const store = { view: signal({ tab: "twins" }) };
  const [first, second] = [bothScales(store, 0), bothScales(store, 1)];
  let seen = 0;
  const stop = effect(() => {
    void second.other();
    seen += 1;
  });
  for (const states of [1, 1, 2]) first.publish({ ...NO_SCALES, states });
  stop();
  assert.equal(seen, 3);
});
