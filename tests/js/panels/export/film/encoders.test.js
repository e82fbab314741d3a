import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { createGif, createVideo, pixelsOf, videoFormat } from "../../../../../static/js/panels/export/film/encoders.js";

const canvas = { width: 2, height: 1, getContext: () => ({ getImageData: () => ({ data: new Uint8ClampedArray(8) }) }) };

/** A worker that answers when the test lets it. */
function fakeWorker(t) {
  const made = [];
  globalThis.Worker = class extends EventTarget {
    orders = [];
    ended = false;
    constructor(url, options) {
      super();
      Object.assign(this, { url: String(url), options });
      made.push(this);
    }
    postMessage(order) {
      this.orders.push(order);
    }
    terminate() {
      this.ended = true;
    }
    report(data) {
      this.dispatchEvent(Object.assign(new Event("message"), { data }));
    }
  };
  t.after(() => delete globalThis.Worker);
  return made;
}

test("a GIF is written by a worker, a few frames behind at most", async (t) => {
  const workers = fakeWorker(t);
  const gif = createGif(canvas, { fps: 20, samples: [] });
  const [worker] = workers;
  assert.match(worker.url, /film\/gif-worker\.js$/);
  assert.deepEqual(worker.options, { type: "module" });
  for (let k = 0; k < 4; k += 1) await gif.add();
  let isAdded = false;
  const fifth = gif.add().then(() => {
    isAdded = true;
  });
  await new Promise(setImmediate);
  assert.equal(isAdded, false);
  worker.report({ type: "written", frames: 1 });
  await fifth;
  assert.deepEqual(
    worker.orders.map(({ type }) => type),
    ["begin", ...Array(5).fill("frame")],
  );
  const { delay_ms, width, height, library } = worker.orders[0];
  assert.deepEqual([delay_ms, width, height], [50, 2, 1]);
  assert.match(library, /gifenc/);
  const file = gif.finish();
  worker.report({ type: "file", bytes: Uint8Array.of(1, 2, 3) });
  const blob = await file;
  assert.deepEqual([blob.type, blob.size, worker.ended], ["image/gif", 3, true]);
});

test("an error of the worker ends the film, also while a frame waits", async (t) => {
  const [gif, workers] = [createGif, fakeWorker(t)];
  const made = gif(canvas, { fps: 20, samples: [] });
  for (let k = 0; k < 4; k += 1) await made.add();
  const fifth = assert.rejects(made.add(), /no memory/);
  workers[0].dispatchEvent(Object.assign(new Event("error"), { message: "no memory" }));
  await fifth;
  await assert.rejects(made.finish(), /no memory/);
  made.cancel();
  assert.ok(workers[0].ended);
});

test("a page without WebCodecs, such as one without HTTPS, makes no video", async () => {
  assert.ok(!("VideoEncoder" in globalThis));
  assert.equal(await videoFormat(), null);
});

test("the first format that can be encoded is taken", async (t) => {
  const asked = [];
  globalThis.VideoEncoder = {
    isConfigSupported(config) {
      asked.push(config.codec);
      return Promise.resolve({ supported: config.codec.startsWith("avc1"), config });
    },
  };
  t.after(() => delete globalThis.VideoEncoder);
  assert.equal(await videoFormat(), "mp4");
  assert.ok(asked.some((codec) => codec.startsWith("vp09")) && asked.some((codec) => codec.startsWith("vp8")));
  await assert.rejects(createVideo("webm", canvas, { fps: 20, title: "", link: "" }), /webm/);
});

test("the pixels of a canvas are all of it", () => {
  assert.equal(pixelsOf(canvas).length, 8);
});
