import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { signal } from "@preact/signals-core";
import { createTimePicture } from "../../../../static/js/panels/time/picture.js";
import { frameOf, statusOf } from "../../examples.js";
import { openPast } from "./strip-page.js";

function open(t) {
  const opened = openPast(t);
  const box = opened.document.createElement("div");
  const canvas = opened.document.createElement("canvas");
  box.append(canvas);
  opened.document.body.append(box);
  const picture = createTimePicture(canvas, box, opened.store, opened.past, signal(new Map()));
  opened.resize(box, 211, 30);
  return { ...opened, picture, position: () => picture.shape.value.position };
}

test("it is drawn as soon as it has a size", (t) => {
  const { picture } = open(t);
  const { marks, lines, silhouette } = picture.shape.value;
  assert.deepEqual([marks.length, lines.length, silhouette.length], [2, 2, 5]);
});

test("while it stands it follows at once", async (t) => {
  const { tell, position, after } = open(t);
  tell({ step: 500, n_events: 1 });
  await after(20);
  assert.ok(Math.abs(position() - 105.5) < 3);
});

test("while it trains it is drawn a few times a second", async (t) => {
  const { store, picture, after } = open(t);
  await after(20);
  store.dispatch(statusOf({ running: true, step: 1000 }));
  await after(300);
  const drawn = new Set();
  for (let step = 1001; step <= 1100; step += 1) {
    store.takeFrame(frameOf({}, { step, trainLoss: 1, running: true }));
    await after(10);
    drawn.add(picture.shape.value);
  }
  assert.ok(drawn.size >= 3 && drawn.size <= 7, `${drawn.size}`);
});
