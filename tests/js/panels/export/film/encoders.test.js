import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { createGif, createVideo, pixelsOf, videoFormats } from "../../../../../static/js/panels/export/film/encoders.js";
import { AVC_CONFIG, boxesOf, fakeEncoder, framesOf } from "./encoder.js";

const canvas = { width: 2, height: 1, getContext: () => ({ getImageData: () => ({ data: new Uint8ClampedArray(8) }) }) };

/** A worker that answers when the test asks for it. */
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
  assert.deepEqual(await videoFormats(), []);
});

test("videos are offered in the formats that the browser encodes, and no others are made", async (t) => {
  const { asked, canvas: drawn } = fakeEncoder(t);
  assert.deepEqual(await videoFormats(), ["mp4"]);
  assert.ok(["vp09", "vp8", "avc1"].every((name) => asked.some((codec) => codec.startsWith(name))));
  await assert.rejects(createVideo("webm", drawn(), { fps: 20, title: "", link: "" }), /webm/);
});

test("WebKit on Linux is not asked for encoders, at which it crashes; Safari is", async (t) => {
  const { asked } = fakeEncoder(t);
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  t.after(() => Object.defineProperty(globalThis, "navigator", before));
  const visit = (platform) => Object.defineProperty(globalThis, "navigator", { configurable: true, value: { vendor: "Apple Computer, Inc.", platform } });
  visit("Linux x86_64");
  assert.deepEqual([await videoFormats(), asked], [[], []]);
  visit("MacIntel");
  assert.deepEqual(await videoFormats(), ["mp4"]);
});

test("an MP4 has every frame of the encoder, at its time", async (t) => {
  const { sent, canvas: drawn } = fakeEncoder(t);
  const film = await createVideo("mp4", drawn(), { fps: 20, title: "A run", link: "http://host/#v=1" });
  for (let k = 0; k < 90; k += 1) await film.add();
  const blob = await film.finish();
  assert.equal(blob.type, "video/mp4");
  const file = await blob.arrayBuffer();
  const { frames, duration_s } = framesOf(file);
  assert.equal(sent.length, 90);
  assert.deepEqual(
    frames.map(({ data, isKey }) => [...data, isKey]),
    sent.map(({ data, isKey }) => [...data, isKey]),
  );
  assert.ok(sent[0].isKey && frames.some(({ isKey }) => !isKey));
  frames.forEach(({ time_s }, k) => void assert.ok(Math.abs(time_s - k / 20) < 1e-3, String(k)));
  assert.ok(Math.abs(duration_s - 4.5) < 1e-3);
  const boxes = boxesOf(file);
  const entry = boxes.get("moov/trak/mdia/minf/stbl/stsd/avc1");
  assert.deepEqual([entry.getUint16(24), entry.getUint16(26)], [800, 450]);
  const { buffer, byteOffset, byteLength } = boxes.get("moov/trak/mdia/minf/stbl/stsd/avc1/avcC");
  assert.deepEqual(new Uint8Array(buffer, byteOffset, byteLength), AVC_CONFIG);
  const text = Buffer.from(file).toString("latin1");
  assert.ok(["A run", "http://host/#v=1"].every((tag) => text.includes(tag)));
});

test("the pixels of a canvas are all of it", () => {
  assert.equal(pixelsOf(canvas).length, 8);
});
