import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { deadUnits, highlightItems, isEmpty } from "../../../../static/js/scene/network/highlights.js";
import { networkShape } from "../../../../static/js/scene/network/network.js";

const THEME = { rem: 13 };
const NETWORK = {
  layers: [
    { fan_in: 2, fan_out: 2, activation: "tanh" },
    { fan_in: 2, fan_out: 1, activation: "tanh" },
  ],
  use_bias: true,
  input_names: ["x1", "x2"],
};
const shape = networkShape(NETWORK, 700, 480, 13);
const shares = () => Float32Array.from(shape.edges, () => 0.5);
const dead = { shape: [2], values: Float32Array.from([0, 1]) };
const frame = {
  sections: new Map([
    ["unit_dead.0", dead],
    ["unit_dead.1", { shape: [1], values: Float32Array.from([1]) }],
  ]),
};
const items = (state) => highlightItems(shape, { targets: [], op: null, frame: null, unknown: [], shares, ...state }, THEME);
const places = (nodes) => nodes.map(({ kind, layer, index }) => [kind, layer, index]);

test("hovered and pinned targets are highlighted", () => {
  const { nodes, edges } = items({
    targets: [
      { kind: "neuron", layer: 0, index: 1 },
      { kind: "edge", layer: 1, row: 0, column: 1 },
    ],
  });
  assert.deepEqual(places(nodes), [["neuron", 0, 1]]);
  assert.deepEqual(
    edges.map(({ layer, row, column, share }) => [layer, row, column, share]),
    [[1, 0, 1, 0.5]],
  );
  assert.ok(edges[0].width > 0);
});

test("without a chosen edge no shares are computed", () => {
  const fail = () => assert.fail("shares are computed");
  assert.deepEqual(items({ targets: [null, { kind: "input", index: 0 }], shares: fail }).edges, []);
});

test("the neurons whose numbers the last op has computed are active, and the edges of weights glow", () => {
  assert.deepEqual(places(items({ op: { phase: "forward", layer: 0 } }).active), [
    ["neuron", 0, 0],
    ["neuron", 0, 1],
  ]);
  const gradient = items({ op: { phase: "backward", layer: 0, writes: ["dW"] } });
  assert.deepEqual([gradient.active, gradient.glowing], [[], shape.edges.filter(({ layer }) => layer === 0)]);
  assert.deepEqual(items({}).active, []);
});

test("the phase is forward, update or backward, and none between steps", () => {
  const phaseOf = (phase) => items({ op: { phase, layer: 0 } }).phase;
  assert.deepEqual(["forward", "update", "backward", "loss"].map(phaseOf), ["forward", "update", "backward", "backward"]);
  assert.equal(items({}).phase, null);
});

test("hidden neurons can be dead, outputs are not", () => {
  assert.deepEqual(places(deadUnits(shape, frame)), [["neuron", 0, 1]]);
  assert.deepEqual(places(items({ frame }).dead), [["neuron", 0, 1]]);
  assert.deepEqual(deadUnits(shape, null), []);
});

test("nothing selected, nothing next and nothing dead is empty", () => {
  const none = { edges: [], nodes: [], active: [], glowing: [], dead: [], unknown: [], phase: "update" };
  assert.ok(isEmpty(none));
  for (const name of ["edges", "nodes", "active", "glowing", "dead", "unknown"]) assert.ok(!isEmpty({ ...none, [name]: [{}] }), name);
});
