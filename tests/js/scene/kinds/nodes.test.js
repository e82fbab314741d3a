import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { groupsOf, isDense, nodeSize, nodeValues, numberAt, sitesOf } from "../../../../static/js/scene/kinds/nodes.js";
import { frameOf, groupOf, networkOf, recurrentOf } from "../../examples.js";

/** Two steps of two units each, an input of one channel, and an output. */
const NETWORK = recurrentOf(2, 2);
const NODES = ["h", "x"];
const frame = (nodes, sections) => frameOf(sections, { nodes });
/** The order is that of the network, not that of the names: x first. */
const VALUES = [[6], [10, 20, 1, 2, 3, 4]];
const numbers = (found) => found && Array.from({ length: found.rows * found.columns }, (_, i) => found.values[found.start + i]);

test("the numbers of a node are found by name and site, in the order of the network", () => {
  const found = frame(NODES, { node_value: VALUES });
  assert.deepEqual(numbers(nodeValues(found, NETWORK, "x", 0)), [10]);
  assert.deepEqual(numbers(nodeValues(found, NETWORK, "x", 1)), [20]);
  assert.deepEqual(numbers(nodeValues(found, NETWORK, "h", 1)), [3, 4]);
  assert.equal(numberAt(nodeValues(found, NETWORK, "h", 1), 1), 4);
});

test("gradients are only of nodes that have one", () => {
  const found = frame(NODES, { node_grad: [[4], [5, 6, 7, 8]], node_grad_rms: [[2], [0.5, 1e-300]] });
  assert.equal(nodeValues(found, NETWORK, "x", 0, "node_grad"), null);
  assert.deepEqual(numbers(nodeValues(found, NETWORK, "h", 0, "node_grad")), [5, 6]);
  assert.equal(numberAt(null, 0), null);
});

test("sizes are one number of each node, as small as doubles are", () => {
  const sizes = { node_rms: [[4], Float64Array.of(1, 2, 3, 4)], node_grad_rms: [[2], Float64Array.of(0.5, 1e-300)] };
  const found = frame(NODES, sizes);
  assert.equal(nodeSize(found, NETWORK, "h", 0), 3);
  assert.equal(nodeSize(found, NETWORK, "h", 1, "node_grad_rms"), 1e-300);
  assert.equal(nodeSize(found, NETWORK, "x", 1, "node_grad_rms"), null);
});

test("what a frame does not carry, or carries of another network, is null", () => {
  const found = frame(NODES, { node_value: VALUES, node_rms: [[1], [1]] });
  assert.equal(nodeValues(found, NETWORK, "y", 0), null);
  assert.equal(nodeValues(found, NETWORK, "h", 2), null);
  assert.equal(nodeValues(found, recurrentOf(3, 2), "h", 0), null);
  assert.equal(nodeSize(found, NETWORK, "h", 0), null);
  assert.deepEqual([nodeValues(null, NETWORK, "h", 0), nodeValues(found, null, "h", 0), nodeSize(found, null, "h", 0)], [null, null, null]);
  assert.equal(nodeValues(frame(["h"], { node_value: VALUES }), NETWORK, "h", 0), null);
});

test("several columns are row by row, and groups of one name follow each other", () => {
  const nodes = [groupOf("A", 2, [0]), groupOf("z", 1, [0]), groupOf("A", 1, [1])];
  const network = { ...networkOf(1, 1), kind: "attention", nodes, columns: 3 };
  const found = frame(["A"], { node_value: [[9], [1, 2, 3, 4, 5, 6, 7, 8, 9]] });
  assert.equal(numberAt(nodeValues(found, network, "A", 0), 1, 2), 6);
  assert.deepEqual(numbers(nodeValues(found, network, "A", 1)), [7, 8, 9]);
  assert.deepEqual([sitesOf(network, "A"), groupsOf(network, "z").length], [[0, 1], 1]);
});

test("a dense network has units and edges", () => {
  assert.deepEqual([networkOf(2, 1), NETWORK].map(isDense), [true, false]);
});
