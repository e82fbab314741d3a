import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { networkShape, shownUnits } from "../../../../static/js/scene/network/network.js";
import { networkOf } from "../../examples.js";

const REM = 13;

test("every weight and every bias has an edge, the output's bias too", () => {
  const shape = networkShape(networkOf(2, 4, 2, 1), 700, 480, REM);
  assert.equal(shape.edges.length, (2 + 1) * 4 + (4 + 1) * 2 + (2 + 1) * 1);
  assert.equal(shape.nodes.filter((node) => node.kind === "bias").length, 3);
  assert.ok(shape.edges.some((edge) => edge.layer === 2 && edge.column === null));
});

for (const sizes of [
  [2, 1],
  [2, 4, 2, 1],
  [7, 8, 8, 8, 8, 8, 8, 8, 8, 3],
  [64, 128, 128, 128, 128, 128, 128, 128, 128, 10],
]) {
  test(`${sizes.join("-")} fits its canvas without overlap`, () => {
    const shape = networkShape(networkOf(...sizes), 760, 480, REM);
    for (const node of shape.nodes) {
      assert.ok(node.x - node.size / 2 >= 0 && node.x + node.size / 2 <= 760, node.id);
      assert.ok(node.y - node.size / 2 >= shape.headerHeight - 1 && node.y + node.size / 2 <= 480, node.id);
    }
    for (const column of shape.columns) {
      const ys = shape.nodes
        .filter((node) => node.x === column.x)
        .map((node) => node.y)
        .sort((a, b) => a - b);
      for (const [i, y] of ys.entries()) assert.ok(i === 0 || y - ys[i - 1] >= shape.nodeSize * 0.8);
    }
  });
}

test("what does not fit is counted, not dropped in silence", () => {
  const shape = networkShape(networkOf(64, 128, 10), 760, 300, REM);
  const [inputs, hidden] = shape.columns;
  assert.equal(inputs.omitted, 64 - shape.nodes.filter((n) => n.kind === "input").length);
  assert.ok(hidden.omitted > 0 && hidden.count === 128);
  assert.deepEqual(shownUnits(10, 5), [0, 1, 2, 9]);
});

test("outputs are named by their classes, where each has one", () => {
  /** @param {string[]} names */
  const labels = (names) =>
    networkShape(networkOf(2, 3, names.length > 1 ? 3 : 1), 700, 480, REM, undefined, names)
      .nodes.filter((node) => node.column === 2)
      .map((node) => node.label);
  assert.deepEqual(labels(["a", "b", "c"]), ["a", "b", "c"]);
  assert.deepEqual(labels(["a", "b"]), ["", "", ""]);
  assert.deepEqual(labels(["a"]), [""]);
});

test("where two networks share the room, eight layers of eight are drawn in full, without overlap", () => {
  const network = networkOf(2, 8, 8, 8, 8, 8, 8, 8, 8, 1);
  const whole = networkShape(network, 900, 150, REM);
  const shape = networkShape(network, 900, 150, REM, undefined, [], true);
  const shown = ({ columns }) => columns.every(({ omitted }) => omitted === 0);
  assert.deepEqual([shown(whole), shown(shape)], [false, true]);
  assert.ok(shape.gap > 0);
  for (const node of shape.nodes) assert.ok(node.y - node.size / 2 >= shape.headerHeight && node.y + node.size / 2 <= 150, node.id);
});

test("nodes are made a little smaller where all units are drawn then, not where some are left out anyway", () => {
  const fitted = networkShape(networkOf(2, 8, 8, 1), 760, 260, REM);
  assert.ok(fitted.columns.every(({ omitted }) => omitted === 0));
  assert.ok(fitted.nodeSize < 1.5 * REM && fitted.nodeSize >= 1.05 * REM && fitted.gap > 0);
  assert.ok(networkShape(networkOf(2, 40, 40, 1), 760, 260, REM).nodeSize >= 1.5 * REM);
});
