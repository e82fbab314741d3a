import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import { nodeAt, edgeAt, nextTarget, targetAt, sameTarget } from "../../../static/js/scene/hit.js";
import { networkShape, shownUnits } from "../../../static/js/scene/network.js";
import { edgeShares, lensMaximum, easeScale, strongest } from "../../../static/js/scene/edges.js";

const REM = 13;

export function network(...sizes) {
  return {
    layers: sizes.slice(1).map((fan_out, index) => ({ index, fan_in: sizes[index], fan_out, activation: "tanh" })),
    use_bias: true,
    input_names: Array.from({ length: sizes[0] }, (_, i) => `x${i + 1}`),
    loss: "squared_error",
    optimizer: "sgd",
    n_parameters: 0,
  };
}

function frameOf(sections) {
  return { sections: new Map(Object.entries(sections).map(([key, [shape, values]]) => [key, { shape, values: Float32Array.from(values) }])) };
}

test("every weight and every bias has an edge, the output's bias too", () => {
  const shape = networkShape(network(2, 4, 2, 1), 700, 480, REM);
  assert.equal(shape.edges.length, (2 + 1) * 4 + (4 + 1) * 2 + (2 + 1) * 1);
  assert.equal(shape.nodes.filter((node) => node.kind === "bias").length, 3);
  assert.ok(shape.edges.some((edge) => edge.layer === 2 && edge.column === null));
});

for (const sizes of [[2, 1], [2, 4, 2, 1], [7, 8, 8, 8, 8, 8, 8, 8, 8, 3], [64, 128, 128, 128, 128, 128, 128, 128, 128, 10]]) {
  test(`${sizes.join("-")} fits its canvas without overlap`, () => {
    const shape = networkShape(network(...sizes), 760, 480, REM);
    for (const node of shape.nodes) {
      assert.ok(node.x - node.size / 2 >= 0 && node.x + node.size / 2 <= 760, node.id);
      assert.ok(node.y - node.size / 2 >= shape.headerHeight - 1 && node.y + node.size / 2 <= 480, node.id);
    }
    for (const column of shape.columns) {
      const ys = shape.nodes.filter((node) => node.x === column.x).map((node) => node.y).sort((a, b) => a - b);
      ys.forEach((y, i) => i > 0 && assert.ok(y - ys[i - 1] >= shape.nodeSize * 0.8));
    }
  });
}

test("what does not fit is counted, not dropped in silence", () => {
  const shape = networkShape(network(64, 128, 10), 760, 300, REM);
  const [inputs, hidden] = shape.columns;
  assert.equal(inputs.omitted, 64 - shape.nodes.filter((n) => n.kind === "input").length);
  assert.ok(hidden.omitted > 0 && hidden.count === 128);
  assert.deepEqual(shownUnits(10, 5), [0, 1, 2, 9]);
});

test("the pointer finds nodes, and edges between them", () => {
  const shape = networkShape(network(2, 3, 1), 700, 480, REM);
  const node = shape.nodes.find((n) => n.layer === 0 && n.index === 1 && n.kind === "neuron");
  assert.equal(nodeAt(shape, node.x + 2, node.y - 2), node);
  const edge = shape.edges.find((e) => e.layer === 1 && e.column === null);
  assert.equal(edgeAt(shape, edge.x0 + 4, edge.y0, 6), edge);
  assert.deepEqual(targetAt(shape, edge.x0 + 4, edge.y0, 6), { kind: "edge", layer: 1, row: 0, column: null });
  assert.equal(targetAt(shape, 1, 1, 6), null);
});

test("arrow keys reach every neuron", () => {
  const shape = networkShape(network(2, 3, 2, 1), 700, 480, REM);
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
  const shape = networkShape(network(2, 2, 1), 700, 480, REM);
  let target = { kind: "edge", layer: 0, row: 1, column: 0 };
  const columns = [];
  for (let i = 0; i < 3; i += 1) {
    target = nextTarget(shape, target, "ArrowDown");
    columns.push(target.column);
  }
  assert.deepEqual(columns, [1, null, 0]);
  assert.deepEqual(nextTarget(shape, target, "ArrowRight"), { kind: "neuron", layer: 0, index: 1 });
});

test("targets are compared by what they mean", () => {
  assert.ok(sameTarget({ kind: "neuron", layer: 1, index: 2 }, { kind: "neuron", layer: 1, index: 2 }));
  assert.ok(!sameTarget({ kind: "neuron", layer: 1, index: 2 }, null));
});

test("the widest edge is the largest value of the lens, in any layer", () => {
  const frame = frameOf({ "W.0": [[1, 2], [0.5, -2]], "b.0": [[1, 1], [0.1]], "dW.0": [[1, 2], [0, 3]], "db.0": [[1, 1], [NaN]] });
  assert.equal(lensMaximum(frame, "weights", 1), 2);
  assert.equal(lensMaximum(frame, "gradients", 1), 3);
  const shape = networkShape(network(2, 1), 700, 480, REM);
  assert.deepEqual([...edgeShares(shape, frame, "weights", 2)], [0.25, -1, 0.05].map(Math.fround));
  assert.deepEqual([...edgeShares(shape, frame, "weights", 0)], [0, 0, 0]);
  assert.deepEqual([...edgeShares(shape, null, "weights", 2)], [0, 0, 0]);
});

test("strong edges lie on top, and of too many the faintest are left out", () => {
  const shares = Float32Array.from([0.5, -1, 0.05, 0.9, -0.2]);
  assert.deepEqual([...strongest(shares)], [2, 4, 0, 3, 1]);
  assert.deepEqual([...strongest(shares, 2)], [3, 1]);
});

test("a scale rises at once and falls slowly", () => {
  assert.equal(easeScale(1, 4), 4);
  assert.ok(easeScale(4, 1) > 3.5);
  assert.equal(easeScale(4, 0), 0);
});

test("outputs are named by their classes, where each has one", () => {
  /** @param {string[]} names */
  const labels = (names) => networkShape(network(2, 3, names.length > 1 ? 3 : 1), 700, 480, REM, undefined, names).nodes
    .filter((node) => node.column === 2).map((node) => node.label);
  assert.deepEqual(labels(["a", "b", "c"]), ["a", "b", "c"]);
  assert.deepEqual(labels(["a", "b"]), ["", "", ""]);
  assert.deepEqual(labels(["a"]), [""]);
});
