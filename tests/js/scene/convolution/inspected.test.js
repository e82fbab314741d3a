import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { numberOf } from "../../../../static/js/scene/convolution/inspected.js";
import { netOf } from "../../../../static/js/scene/convolution/stages.js";
import { CONVOLUTION } from "../../pictures.js";

const NET = netOf(CONVOLUTION);
const at = (part, more = {}) => numberOf({ part, stage: 0, filter: 1, channel: 0, row: 1, column: 0, ...more }, NET);
const [ROWS, COLUMNS] = NET.stages[0].map;

test("pixels and places of maps are rows of their nodes", () => {
  const pixel = { kind: "cell", node: "x", site: null, row: NET.picture[1], column: 0 };
  assert.deepEqual([at("x"), at("dx")], [pixel, pixel]);
  assert.deepEqual(at("z"), { kind: "cell", node: "z", site: 0, row: ROWS * COLUMNS + COLUMNS, column: 0 });
  assert.deepEqual(at("pool", { row: 0 }), { kind: "cell", node: "pool", site: 0, row: NET.stages[0].pooled[0] * NET.stages[0].pooled[1], column: 0 });
  assert.deepEqual(at("y", { stage: 1, row: 0 }), { kind: "cell", node: "a", site: 1, row: 1, column: 0 });
});

test("kernels, biases and weights of the output are parameters of their blocks", () => {
  const { size } = NET.stages[0];
  assert.deepEqual([at("K"), at("dK")], Array(2).fill({ kind: "edge", layer: 0, row: 1, column: size }));
  assert.deepEqual(at("b"), { kind: "edge", layer: 0, row: 1, column: null });
  const each = NET.head.map[0] * NET.head.map[1];
  assert.deepEqual(at("W", { stage: 1, channel: 1, row: 0 }), { kind: "edge", layer: 1, row: 1, column: each });
});

test("nothing that is kept is no number", () => {
  assert.equal(numberOf(null, NET), null);
});
