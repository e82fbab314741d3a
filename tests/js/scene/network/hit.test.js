import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { edgeAt, nextTarget, nodeAt, targetAt } from "../../../../static/js/scene/network/hit.js";
import { networkShape } from "../../../../static/js/scene/network/network.js";
import { networkOf } from "../../examples.js";

const REM = 13;

test("the pointer finds nodes, and edges between them", () => {
  const shape = networkShape(networkOf(2, 3, 1), 700, 480, REM);
  const node = shape.nodes.find((n) => n.layer === 0 && n.index === 1 && n.kind === "neuron");
  assert.equal(nodeAt(shape, node.x + 2, node.y - 2), node);
  const edge = shape.edges.find((e) => e.layer === 1 && e.column === null);
  assert.equal(edgeAt(shape, edge.x0 + 4, edge.y0, 6), edge);
  assert.deepEqual(targetAt(shape, edge.x0 + 4, edge.y0, 6), { kind: "edge", layer: 1, row: 0, column: null });
  assert.equal(targetAt(shape, 1, 1, 6), null);
});

test("in the circle of a layer's biases the height of the pointer chooses one", () => {
  const shape = networkShape(networkOf(2, 3, 1), 700, 480, REM);
  const { x, y, size } = shape.nodes.find((node) => node.kind === "bias" && node.layer === 0);
  const rowAt = (share) => targetAt(shape, x, y + share * size, 6);
  assert.deepEqual(rowAt(-0.4), { kind: "edge", layer: 0, row: 0, column: null });
  assert.deepEqual(
    [-0.55, -0.1, 0.1, 0.4, 0.55].map((share) => rowAt(share).row),
    [0, 1, 1, 2, 2],
  );
});

test("arrow keys reach every neuron", () => {
  const shape = networkShape(networkOf(2, 3, 2, 1), 700, 480, REM);
  const seen = new Set();
  const queue = [nextTarget(shape, null, "ArrowDown")];
  while (queue.length > 0) {
    const target = queue.pop();
    if (seen.has(JSON.stringify(target))) continue;
    seen.add(JSON.stringify(target));
    for (const key of ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]) queue.push(nextTarget(shape, target, key));
  }
  assert.equal(seen.size, 2 + 3 + 2 + 1);
});

test("arrow keys go around the edges that end at a neuron", () => {
  const shape = networkShape(networkOf(2, 2, 1), 700, 480, REM);
  let target = { kind: "edge", layer: 0, row: 1, column: 0 };
  const columns = [];
  for (let i = 0; i < 3; i += 1) {
    target = nextTarget(shape, target, "ArrowDown");
    columns.push(target.column);
  }
  assert.deepEqual(columns, [1, null, 0]);
  assert.deepEqual(nextTarget(shape, target, "ArrowRight"), { kind: "neuron", layer: 0, index: 1 });
});

test("from a layer the arrow keys go to its first neuron", () => {
  const shape = networkShape(networkOf(2, 2, 1), 700, 480, REM);
  assert.deepEqual(nextTarget(shape, { kind: "layer", layer: 1 }, "ArrowLeft"), { kind: "neuron", layer: 1, index: 0 });
});
