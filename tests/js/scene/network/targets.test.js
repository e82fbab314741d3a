import assert from "node:assert/strict";
import { test } from "node:test";
import { exists, isEdgeOf, isNodeOf, positionOf, sameTarget } from "../../../../static/js/scene/network/targets.js";

import { networkOf, recurrentOf } from "../../examples.js";

const NODES = [
  { kind: "input", layer: -1, index: 1, x: 10, y: 20 },
  { kind: "bias", layer: 0, index: 1, x: 10, y: 40 },
  { kind: "neuron", layer: 0, index: 1, x: 50, y: 60 },
  { kind: "neuron", layer: 1, index: 1, x: 90, y: 60 },
];
const EDGES = [
  { layer: 0, row: 1, column: 1, x0: 10, y0: 20, x1: 50, y1: 60 },
  { layer: 0, row: 1, column: null, x0: 10, y0: 40, x1: 50, y1: 60 },
];
const edge = (column) => ({ kind: "edge", layer: 0, row: 1, column });

test("a target is one node, that of a bias its circle", () => {
  const nodesOf = (target) => NODES.filter((node) => isNodeOf(target, node)).map(({ x, y }) => [x, y]);
  assert.deepEqual(nodesOf({ kind: "input", index: 1 }), [[10, 20]]);
  assert.deepEqual(nodesOf({ kind: "neuron", layer: 0, index: 1 }), [[50, 60]]);
  assert.deepEqual(nodesOf({ kind: "neuron", layer: 0, index: 0 }), []);
  assert.deepEqual(nodesOf(edge(1)), []);
  assert.deepEqual(nodesOf(edge(null)), [[10, 40]]);
  assert.deepEqual(nodesOf({ ...edge(null), layer: 1 }), []);
});

test("a layer is all of its neurons, and stands where the first one does", () => {
  const target = { kind: "layer", layer: 0 };
  const nodes = [{ ...NODES[2], index: 0, y: 30 }, ...NODES];
  assert.deepEqual(
    nodes.filter((node) => isNodeOf(target, node)).map(({ x, y }) => [x, y]),
    [
      [50, 30],
      [50, 60],
    ],
  );
  assert.deepEqual(positionOf(target, { nodes, edges: EDGES }), [50, 30]);
});

test("the edge of a weight is not that of a bias", () => {
  assert.deepEqual(
    EDGES.map((found) => isEdgeOf(edge(1), found)),
    [true, false],
  );
  assert.deepEqual(
    EDGES.map((found) => isEdgeOf(edge(null), found)),
    [false, true],
  );
  assert.equal(isEdgeOf({ kind: "neuron", layer: 0, index: 1 }, EDGES[0]), false);
});

test("a node is at its centre, an edge at its middle, what is not drawn at the origin", () => {
  const shape = { nodes: NODES, edges: EDGES };
  assert.deepEqual(positionOf({ kind: "neuron", layer: 1, index: 1 }, shape), [90, 60]);
  assert.deepEqual(positionOf(edge(1), shape), [30, 40]);
  assert.deepEqual(positionOf({ kind: "neuron", layer: 7, index: 0 }, shape), [0, 0]);
  assert.deepEqual(positionOf(edge(3), shape), [0, 0]);
  assert.deepEqual(positionOf(edge(null), shape), [30, 50], "a bias at the middle of its edge, not at the circle");
});

test("a network has the targets that its sizes allow", () => {
  const network = networkOf(2, 3, 1);
  const edge = (row, column) => ({ kind: "edge", layer: 0, row, column });
  const found = [{ kind: "input", index: 1 }, { kind: "neuron", layer: 0, index: 2 }, { kind: "layer", layer: 1 }, edge(2, 1), edge(2, null)];
  const absent = [
    null,
    { kind: "input", index: 2 },
    { kind: "neuron", layer: 0, index: 3 },
    { kind: "neuron", layer: 2, index: 0 },
    { kind: "layer", layer: 2 },
    edge(3, 0),
    edge(0, 2),
  ];
  assert.deepEqual(
    [found.map((target) => exists(target, network)), absent.map((target) => exists(target, network))],
    [Array(5).fill(true), Array(7).fill(false)],
  );
  assert.equal(exists(found[0], null), false);
});

test("targets are compared by what they mean", () => {
  assert.ok(sameTarget({ kind: "neuron", layer: 1, index: 2 }, { kind: "neuron", layer: 1, index: 2 }));
  assert.ok(!sameTarget({ kind: "neuron", layer: 1, index: 2 }, null));
});

test("cells and parameters of other kinds exist where the network has them", () => {
  const network = recurrentOf(3, 2);
  const cell = (more) => exists({ kind: "cell", node: "h", site: 1, row: 1, column: 0, ...more }, network);
  assert.ok(cell({}) && cell({ node: "o", site: null, row: 0 }));
  assert.ok(!cell({ site: 3 }) && !cell({ row: 2 }) && !cell({ column: 1 }) && !cell({ node: "q" }));
  const edge = (more) => exists({ kind: "edge", layer: 0, row: 1, column: 2, ...more }, network);
  assert.ok(edge({}) && edge({ column: null }) && exists({ kind: "layer", layer: 1 }, network) && exists({ kind: "loss" }, network));
  assert.ok(!edge({ column: 3 }) && !edge({ row: 2 }) && !edge({ layer: 2 }) && !exists({ kind: "layer", layer: 2 }, network));
  assert.ok(!exists({ kind: "neuron", layer: 0, index: 0 }, network));
  assert.ok(!exists({ kind: "cell", node: "h", site: 1, row: 1, column: 0 }, networkOf(2, 2, 1)));
  const [block, ...others] = network.blocks;
  assert.ok(!exists({ kind: "edge", layer: 0, row: 0, column: null }, { ...network, blocks: [{ ...block, use_bias: false }, ...others] }));
});
