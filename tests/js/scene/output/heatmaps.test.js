import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { activationColor, heatmapOf, hiddenHeatmaps, inputHeatmaps, surfaceHeatmaps, unitsBefore } from "../../../../static/js/scene/output/heatmaps.js";

const CELLS = 24 ** 2;
const u1 = (shape) => ({ shape, values: Uint8Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i % 256) });
const frameOf = (sections) => ({ sections: new Map(Object.entries(sections)) });
const neuron = (layer, index) => ({ kind: "neuron", layer, index });

test("each input has a heatmap over the plane of the data", () => {
  const { side, values } = inputHeatmaps(["x1", "x2"], {
    domain: [
      [-1, 1],
      [-1, 1],
    ],
    axis_names: ["x1", "x2"],
  });
  assert.equal(side ** 2, CELLS);
  assert.equal(values.length, 2 * CELLS);
  // x1 rises from left to right, x2 from the bottom to the top.
  assert.ok(values[0] < values[side - 1]);
  assert.equal(values[0], values[CELLS - side]);
  assert.ok(values[CELLS] > values[2 * CELLS - side]);
});

test("data on a line have heatmaps, too, data without a domain have none", () => {
  assert.equal(inputHeatmaps(["x1"], { domain: [[-1, 1]], axis_names: ["x1"] }).values.length, CELLS);
  assert.equal(inputHeatmaps(["x1"], { domain: null, axis_names: [] }), null);
  assert.equal(inputHeatmaps(["x1"], null), null);
});

test("neurons that see an image show their weights, others their activation over the plane", () => {
  const frame = frameOf({ "W.0": { shape: [1, 4], values: Float32Array.from([-1, 0, 0.5, 1]) }, neuron_surface: u1([3, 2, 2]) });
  const pixels = ["pixel_0", "pixel_1", "pixel_2", "pixel_3"];
  assert.deepEqual([...hiddenHeatmaps(frame, pixels).values], [0, 128, 191, 255]);
  assert.equal(hiddenHeatmaps(frame, ["x1", "x2"]).values.length, 12);
  assert.equal(surfaceHeatmaps(frame, "surface"), null);
});

test("the heatmaps of hidden neurons lie one after the other, layer by layer", () => {
  const before = unitsBefore([{ fan_out: 4 }, { fan_out: 2 }, { fan_out: 1 }]);
  assert.deepEqual(before, [0, 4, 6]);
  const heatmaps = { input: null, hidden: { side: 2, values: new Uint8Array(6 * 4) }, output: { side: 3, values: new Uint8Array(9) } };
  assert.equal(heatmapOf(neuron(1, 1), heatmaps, before).start, 5 * 4);
  assert.deepEqual(heatmapOf(neuron(2, 0), heatmaps, before), { values: heatmaps.output.values, start: 0, side: 3 });
  assert.equal(heatmapOf(neuron(2, 1), heatmaps, before), null, "there are fewer heatmaps than outputs");
  assert.equal(heatmapOf({ kind: "input", layer: -1, index: 0 }, heatmaps, before), null);
});

test("a neuron without a heatmap has the colour of its activation", () => {
  const theme = { panelPacked: 7, map: Uint32Array.from({ length: 256 }, (_, i) => 1000 + i) };
  const frame = frameOf({ "a.0": { shape: [5], values: Float64Array.from([-1, 0, 5, NaN, Infinity]) } });
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((index) => activationColor(neuron(0, index), frame, theme)),
    [1000, 1128, 1255, 7, 7],
  );
  assert.equal(activationColor({ kind: "input", layer: -1, index: 0 }, frame, theme), 7);
});
