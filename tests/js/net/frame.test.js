import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import { PAGE } from "../../../static/js/base/page/page-data.js";
import { decodeFrame, exactKey, FrameDecoder, HEADER_BYTES, layoutIdOf, section, trueAt, twinOf, valueAt } from "../../../static/js/net/frame.js";
import { HEADERS } from "../served.js";

const LAYOUT = {
  type: "layout",
  layout: 7,
  bytes: 72,
  nodes: ["h"],
  sections: [
    { name: "W", run: 0, layer: 0, dtype: "f4", shape: [2, 3], offset: 40 },
    { name: "surface", run: 0, layer: null, dtype: "u1", shape: [1, 2, 4], offset: 64 },
  ],
};

function frame() {
  const buffer = new ArrayBuffer(72);
  const view = new DataView(buffer);
  view.setUint8(0, 1);
  view.setUint8(1, 3);
  view.setUint16(2, 7, true);
  view.setUint32(4, 99, true);
  view.setUint32(8, 1204, true);
  view.setUint32(12, 48, true);
  view.setUint32(16, 12, true);
  view.setUint32(20, 1200, true);
  view.setFloat64(24, 0.021, true);
  view.setFloat64(32, NaN, true);
  for (const i of [0, 1, 2, 3, 4, 5]) view.setFloat32(40 + 4 * i, i + 1, true);
  view.setUint8(64, 255);
  return buffer;
}

test("a frame without a twin has none", () => {
  const twin = { step: 3 };
  assert.deepEqual([twinOf(null), twinOf({ step: 3 }), twinOf({ step: 3, twin })], [null, null, twin]);
});

test("the header is read as it was written", () => {
  const found = decodeFrame(frame(), LAYOUT);
  assert.equal(layoutIdOf(frame()), 7);
  assert.deepEqual([found.seq, found.step, found.epoch, found.command, found.running, found.midStep], [99, 1204, 48, 12, true, true]);
  assert.deepEqual([found.lossStep, found.trainLoss], [1200, 0.021]);
  assert.ok(Number.isNaN(found.testLoss));
  assert.deepEqual(found.nodes, ["h"]);
});

test("every number of the header is where the server writes it", () => {
  const layout = { layout: 65535, bytes: HEADER_BYTES, nodes: [], sections: [] };
  for (const [flag, text] of Object.entries(HEADERS)) {
    const bytes = new Uint8Array(Buffer.from(text, "hex"));
    assert.equal(bytes.length, HEADER_BYTES);
    const { seq, step, epoch, command, lossStep, trainLoss, testLoss, running, midStep, ...more } = decodeFrame(bytes.buffer, layout);
    assert.deepEqual([layoutIdOf(bytes.buffer), more.layout, seq, step, epoch], [65535, 65535, 2 ** 32 - 1, 2 ** 31, 2 ** 24]);
    assert.deepEqual([command, lossStep, trainLoss, testLoss], [2 ** 16, 2 ** 8, 1 / 3, -0]);
    assert.deepEqual({ running, midStep }, { running: flag === "running", midStep: flag === "midStep" });
  }
});

test("sections are views into the frame, not copies", () => {
  const buffer = frame();
  const found = decodeFrame(buffer, LAYOUT);
  assert.equal(section(found, "W", 0).values.buffer, buffer);
  assert.equal(section(found, "surface").values.buffer, buffer);
});

test("a value is found by layer, row and column", () => {
  const found = decodeFrame(frame(), LAYOUT);
  assert.equal(valueAt(found, "W", 0, 1, 2), 6);
  assert.equal(valueAt(found, "W", 1, 0, 0), null);
  assert.equal(valueAt(null, "W", 0, 0, 0), null);
});

test("a frame of another length or kind is refused", () => {
  assert.throws(() => decodeFrame(new ArrayBuffer(71), LAYOUT), RangeError);
  const other = frame();
  new DataView(other).setUint8(0, 2);
  assert.throws(() => decodeFrame(other, LAYOUT), RangeError);
  assert.equal(layoutIdOf(new ArrayBuffer(8)), -1);
});

test("doubles keep what a float32 would lose", () => {
  const buffer = new ArrayBuffer(56);
  const view = new DataView(buffer);
  view.setUint8(0, 1);
  view.setFloat64(40, 1e-300, true);
  view.setFloat64(48, 0, true);
  const sections = [{ name: "gradient_rms", run: 0, layer: null, dtype: "f8", shape: [2], offset: 40 }];
  assert.deepEqual([...section(decodeFrame(buffer, { layout: 0, bytes: 56, sections }), "gradient_rms").values], [1e-300, 0]);
});

test("the numbers of a place are doubles, each network's own, and are preferred", () => {
  const at = [1, 0];
  const layout = {
    layout: 7,
    bytes: 72,
    sections: [
      { name: "dW", run: 0, layer: 0, dtype: "f8", shape: [1], offset: 40, at },
      { name: "dW", run: 0, layer: 0, dtype: "f4", shape: [2, 1], offset: 48 },
      { name: "dW", run: 1, layer: 0, dtype: "f8", shape: [1], offset: 56, at },
      { name: "dW", run: 1, layer: 0, dtype: "f4", shape: [2, 1], offset: 64 },
    ],
  };
  const buffer = frame();
  const view = new DataView(buffer);
  for (const [i, number] of [0, 0, 5, 7].entries()) view.setFloat32([48, 52, 64, 68][i], number, true);
  view.setFloat64(40, 3e-300, true);
  view.setFloat64(56, 7, true);
  const found = decodeFrame(buffer, layout);
  assert.deepEqual([valueAt(found, "dW", 0, 0), valueAt(found, "dW", 0, 1)], [0, 3e-300]);
  assert.deepEqual([trueAt(found, "dW", 0, 0), trueAt(found, "dW", 0, 1)], [null, 3e-300]);
  assert.deepEqual([...found.twin.exact], [[exactKey("dW", 0, 1, 0), 7]]);
  assert.deepEqual([section(found.twin, "dW", 0).shape, valueAt(found.twin, "dW", 0, 0)], [[2, 1], 5]);
});

test("what single precision can hold is true, and so is every double", () => {
  const singles = (...values) => ({ sections: new Map([["delta.0", { shape: [values.length], values: Float32Array.from(values) }]]) });
  const doubles = { sections: new Map([["delta.0", { shape: [2], values: Float64Array.of(0, 1e-300) }]]) };
  const read = (found, n) => Array.from({ length: n }, (_, row) => trueAt(found, "delta", 0, row));
  assert.deepEqual(read(singles(0.5, -1.25e-38, 1e-39, 0, Infinity, NaN), 6), [0.5, Math.fround(-1.25e-38), null, null, null, NaN]);
  assert.deepEqual(read(doubles, 2), [0, 1e-300]);
  assert.equal(trueAt({ ...singles(0), exact: new Map([[exactKey("delta", 0, 0, 0), 0]]) }, "delta", 0, 0), 0);
  assert.equal(trueAt(null, "delta", 0, 0), null);
});

test("which sections lose digits is as the server says", (t) => {
  const frame = { sections: new Map(["a", "delta"].map((name) => [`${name}.0`, { shape: [1], values: Float32Array.of(0) }])) };
  const read = () => ["a", "delta"].map((name) => trueAt(frame, name, 0, 0));
  assert.deepEqual(read(), [0, null]);
  const { tiny_sections: known } = PAGE;
  t.after(() => {
    PAGE.tiny_sections = known;
  });
  PAGE.tiny_sections = { unit: ["a"], bias: [], weight: [] };
  assert.deepEqual(read(), [null, 0]);
});

test("the decoder keeps the four newest layouts, and decodes frames of these only", () => {
  const decoder = new FrameDecoder();
  assert.equal(decoder.decode(frame()), null);
  decoder.add(LAYOUT);
  for (const layout of [8, 9, 10]) decoder.add({ ...LAYOUT, layout });
  assert.equal(decoder.decode(frame()).step, 1204);
  decoder.add({ ...LAYOUT, layout: 11 });
  assert.equal(decoder.decode(frame()), null);
  decoder.add(LAYOUT);
  decoder.clear();
  assert.equal(decoder.decode(frame()), null);
});

test("the sections of the twin are a frame of their own, of the same step, with the losses that it has", () => {
  const layout = {
    ...LAYOUT,
    bytes: 88,
    sections: [
      { name: "b", run: 0, layer: 0, dtype: "f4", shape: [2], offset: 40 },
      { name: "b", run: 1, layer: 0, dtype: "f4", shape: [2], offset: 48 },
      { name: "losses", run: 1, layer: null, dtype: "f8", shape: [2], offset: 56 },
    ],
  };
  const buffer = new ArrayBuffer(88);
  new Uint8Array(buffer).set(new Uint8Array(frame()));
  new Float32Array(buffer, 40, 4).set([1, 2, 3, 4]);
  new Float64Array(buffer, 56, 2).set([0.5, 0.25]);
  const { twin, ...run } = decodeFrame(buffer, layout);
  assert.deepEqual([...section(run, "b", 0).values], [1, 2]);
  assert.deepEqual([...section(twin, "b", 0).values], [3, 4]);
  assert.equal(section(run, "losses"), null);
  assert.deepEqual([twin.step, twin.trainLoss, twin.testLoss, run.trainLoss], [1204, 0.5, 0.25, 0.021]);
  assert.deepEqual([decodeFrame(frame(), LAYOUT).twin, twin.twin], [null, null]);
});
