import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { placeGraph, placesOf } from "../../../../static/js/scene/inside/op-graph.js";
import { graphOf } from "../../panels/inside/graph/graphs.js";

const placed = (options, more = {}) => {
  const { nodes, edges } = graphOf(options);
  return placeGraph(nodes, edges, { isAcross: true, hasAllDigits: false, ...more });
};

const overlap = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

test("no two nodes cover each other, whatever is open, and the picture holds them all", () => {
  for (const isAcross of [true, false]) {
    for (const hasAllDigits of [true, false]) {
      for (const open of [[], [0], [1], [0, 1, 2]]) {
        const { boxes, width, height } = placed({ open, dropout: true }, { isAcross, hasAllDigits });
        const all = [...boxes.values()];
        for (const [i, a] of all.entries()) {
          assert.ok(a.x >= 0 && a.y >= 0 && a.x + a.width <= width && a.y + a.height <= height);
          assert.ok(!all.slice(i + 1).some((b) => overlap(a, b)));
        }
      }
    }
  }
});

test("every line leads on, and begins and ends at its nodes", () => {
  const { boxes, lines } = placed({ open: [0, 2] });
  for (const { edge, path } of lines) {
    const numbers = path.match(/-?[\d.]+/g).map(Number);
    const [source, target] = [boxes.get(edge.source), boxes.get(edge.target)];
    assert.ok(source.x < target.x);
    assert.deepEqual(numbers.slice(0, 2), [source.x + source.width, source.y + source.height / 2]);
    assert.deepEqual(numbers.slice(-2), [target.x, target.y + target.height / 2]);
  }
});

test("downwards the ranks are rows", () => {
  const { boxes } = placed({}, { isAcross: false });
  const ys = ["x", "layer1", "layer2", "output3", "loss"].map((key) => boxes.get(key).y);
  assert.deepEqual(
    ys,
    [...ys].sort((a, b) => a - b),
  );
  assert.equal(new Set(["x", "layer1", "layer2", "output3", "loss"].map((key) => boxes.get(key).x)).size, 1);
});

test("parameters are beside the value that they are multiplied with", () => {
  const { nodes, edges } = graphOf({ open: [1] });
  const places = placesOf(nodes, edges);
  assert.deepEqual(places.get("layer1"), { rank: 1, lane: 0 });
  assert.deepEqual(places.get("W2"), { rank: 1, lane: -1 });
  assert.deepEqual(places.get("b2"), { rank: 1, lane: 1 });
  assert.deepEqual(places.get("z2"), { rank: 2, lane: 0 });
  assert.deepEqual(places.get("y"), { rank: places.get("loss").rank - 1, lane: 1 });
});

test("a line that passes a rank goes round it, and labels of one target are side by side", () => {
  const { nodes, edges } = graphOf({ open: [2] });
  const fused = [...edges, { source: "z3", target: "loss", derivative: { symbol: "d", value: 1, n_numbers: 1 }, flow: null }];
  for (const isAcross of [true, false]) {
    const { lines, boxes } = placeGraph(nodes, fused, { isAcross, hasAllDigits: false });
    const straight = lines.find(({ edge }) => edge.source === "z3" && edge.target === "a3");
    const long = lines.find(({ edge }) => edge.source === "z3" && edge.target === "loss");
    const numbers = long.path.match(/-?[\d.]+/g).map(Number);
    const across = numbers.filter((_, i) => i % 2 === (isAcross ? 1 : 0));
    const { x, y } = boxes.get("z3");
    assert.ok(Math.min(...across) < (isAcross ? y : x));
    assert.notDeepEqual(long.label, straight.label);
  }
});

test("two values of one rank are in lanes of their own, and an edge to nowhere is no line", () => {
  const value = (key) => ({ ...graphOf({}).nodes[0], key });
  const edge = (source, target) => ({ source, target, derivative: null, flow: null });
  const nodes = [value("x"), value("p"), value("q")];
  const places = placesOf(nodes, [edge("x", "p"), edge("x", "q")]);
  assert.deepEqual(
    [places.get("p"), places.get("q")],
    [
      { rank: 1, lane: 0 },
      { rank: 1, lane: 1 },
    ],
  );
  assert.equal(placeGraph(nodes, [edge("x", "none")], { isAcross: true, hasAllDigits: false }).lines.length, 0);
});
