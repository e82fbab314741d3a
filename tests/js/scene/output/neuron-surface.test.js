import "../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { neuronSurface } from "../../../../static/js/scene/output/neuron-surface.js";

const LAYERS = [{ fan_out: 2 }, { fan_out: 1 }, { fan_out: 2 }];
const surface = (n) => ({ shape: [n, 2, 2], values: Uint8Array.from({ length: 4 * n }, (_, i) => i) });
const ranges = (n) => ({ shape: [n, 2], values: Float32Array.from({ length: 2 * n }, (_, i) => i) });
const frame = { sections: new Map(Object.entries({ neuron_surface: surface(3), neuron_range: ranges(3), surface: surface(2), surface_range: ranges(2) })) };

test("hidden neurons are counted through all layers, outputs apart", () => {
  assert.deepEqual(neuronSurface(frame, LAYERS, 1, 0), { side: 2, range: [4, 5], values: Uint8Array.of(8, 9, 10, 11) });
  assert.deepEqual(neuronSurface(frame, LAYERS, 2, 1), { side: 2, range: [2, 3], values: Uint8Array.of(4, 5, 6, 7) });
});

test("a neuron that the frame does not contain has no surface", () => {
  assert.equal(neuronSurface(frame, LAYERS, 2, 2), null);
  assert.equal(neuronSurface({ sections: new Map() }, LAYERS, 0, 0), null);
  assert.equal(neuronSurface(null, LAYERS, 0, 0), null);
});

test("without a range the values are from -1 to 1", () => {
  assert.deepEqual(neuronSurface({ sections: new Map([["surface", surface(2)]]) }, LAYERS, 2, 0).range, [-1, 1]);
});
