import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import { createHeatmap, createImage, createLayer, createPixelLayer, createStillLayer } from "../../../static/js/stage/layers.js";
import { openPage } from "../dom.js";

test("a layer has the pixels of a fine screen, and draws in the units of the page", (t) => {
  const { byId } = openPage(t);
  const canvas = byId("network");
  const layer = createLayer(canvas);
  layer.resize(300, 200.4, 1.5);
  assert.deepEqual([canvas.width, canvas.height, layer.ctx.transform, layer.ratio()], [450, 301, [1.5, 0, 0, 1.5, 0, 0], 1.5]);
  layer.clear();
  assert.deepEqual(
    layer.ctx.painted.map(({ does, args }) => [does, ...args]),
    [["clearRect", 0, 0, 300, 200.4]],
  );
});

test("a layer of the same size is not set to it again, which would blank it", (t) => {
  const { byId } = openPage(t);
  const canvas = byId("network");
  const layer = createLayer(canvas);
  layer.resize(300, 200, 1);
  let times = 0;
  Object.defineProperty(canvas, "width", { get: () => 300, set: () => (times += 1) });
  layer.resize(300, 200, 1);
  assert.equal(times, 0);
});

test("pixels stay until they are filled, and are put on the canvas as they are", (t) => {
  const { byId } = openPage(t);
  const layer = createPixelLayer(byId("network-edges"));
  layer.resize(3, 2, 1);
  const { data, width, height } = layer.pixels(0xff0000ff);
  assert.deepEqual([width, height, [...data]], [3, 2, Array(6).fill(0xff0000ff)]);
  data[1] = 0xff00ff00;
  assert.equal(layer.pixels().data[1], 0xff00ff00);
  layer.put();
  assert.deepEqual([...layer.ctx.painted.at(-1).args[0].data.slice(0, 8)], [255, 0, 0, 255, 0, 255, 0, 255]);
  layer.resize(5, 1, 1);
  assert.equal(layer.pixels(0).data.length, 5);
});

test("a still layer shows a picture of what was painted last, on a clear sheet, until it shows nothing", (t) => {
  const { byId } = openPage(t);
  const { recorder, ...layer } = { ...createStillLayer(byId("network")), recorder: byId("network").getContext("bitmaprenderer") };
  layer.resize(300, 200, 2);
  assert.equal(layer.ctx.canvas.width, 600);
  for (const text of ["a", "b"]) layer.show(() => layer.ctx.fillText(text, 1, 2));
  assert.deepEqual(
    recorder.painted.map(({ does, args }) => [does, ...args]),
    [
      ["clearRect", 0, 0, 300, 200],
      ["fillText", "b", 1, 2],
    ],
  );
  layer.show(null);
  assert.deepEqual(recorder.painted, []);
  layer.resize(300, 0, 2);
  layer.show(() => layer.ctx.fillText("c", 1, 2));
  assert.deepEqual(recorder.painted, [], "without room there is nothing to show");
});

test("a heatmap is an image of its own size", (t) => {
  openPage(t);
  const heatmap = createHeatmap();
  heatmap.update(2, 3, (pixels) => pixels.fill(0xff112233));
  const [image] = heatmap.canvas.getContext("2d").painted.at(-1).args;
  assert.deepEqual([heatmap.canvas.width, heatmap.canvas.height, [...image.data.slice(0, 4)], image.data.length], [2, 3, [0x33, 0x22, 0x11, 255], 24]);
});

test("an image is put where it is wanted, and keeps its pixels while its size stays", (t) => {
  const { byId } = openPage(t);
  const ctx = byId("output").getContext("2d");
  const image = createImage(ctx);
  for (const size of [2, 2, 3]) image.put(5, 6, size, 1, (pixels) => pixels.fill(size));
  const [[first, left, top], [second], [third]] = ctx.painted.map(({ args }) => args);
  assert.deepEqual([left, top, first === second, third.width], [5, 6, true, 3]);
  assert.deepEqual([...new Uint32Array(third.data.buffer)], [3, 3, 3]);
});
