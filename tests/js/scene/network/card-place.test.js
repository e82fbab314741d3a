import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { cardPlace } from "../../../../static/js/scene/network/card-place.js";
import { pointOn } from "../../../../static/js/scene/network/hit.js";
import { networkShape } from "../../../../static/js/scene/network/network.js";
import { networkOf } from "../../examples.js";

const CARD = { width: 190, height: 130 };
const SHAPE = networkShape(networkOf(2, 4, 2, 1), 740, 420, 13);

/** Returns whether a card at a place covers a point. */
const covers = ([left, top], [x, y], { width, height } = CARD) => x > left && x < left + width && y > top && y < top + height;

test("a card covers nothing of an edge, nor the neurons at its ends", () => {
  for (const edge of SHAPE.edges) {
    const place = cardPlace({ kind: "edge", layer: edge.layer, row: edge.row, column: edge.column }, SHAPE, CARD);
    for (let i = 0; i <= 50; i += 1) assert.ok(!covers(place, pointOn(edge, i / 50)), `${JSON.stringify(edge)} at ${place}`);
    const ends = SHAPE.nodes.filter(({ kind, layer, index }) => kind === "neuron" && layer === edge.layer && index === edge.row);
    for (const { x, y } of ends) assert.ok(!covers(place, [x, y]));
  }
});

test("a card lies beside a node, on the right where there is room, and inside the picture", () => {
  for (const node of SHAPE.nodes.filter(({ kind }) => kind !== "bias")) {
    const target = node.kind === "input" ? { kind: "input", index: node.index } : { kind: "neuron", layer: node.layer, index: node.index };
    const [left, top] = cardPlace(target, SHAPE, CARD);
    assert.ok(!covers([left, top], [node.x, node.y]));
    assert.ok(left >= 4 && top >= 4 && left + CARD.width <= SHAPE.width && top + CARD.height <= SHAPE.height);
    assert.equal(left > node.x, node.x + node.size / 2 + CARD.width + 20 < SHAPE.width, `${node.id} at ${left}`);
  }
});

test("where a card has to cover its target, it covers little of it and stays inside the picture", () => {
  const narrow = networkShape(networkOf(2, 3, 1), 300, 380, 13);
  const large = { width: 190, height: 300 };
  const edge = narrow.edges.find(({ layer }) => layer === 0);
  const [left, top] = cardPlace({ kind: "edge", layer: 0, row: edge.row, column: edge.column }, narrow, large);
  assert.ok(left >= 4 && top >= 4 && left + large.width <= 296 && top + large.height <= 376);
  assert.ok(!covers([left, top], pointOn(edge, 0), large));
});

test("of a layer the card lies beside all of its neurons", () => {
  const [left] = cardPlace({ kind: "layer", layer: 0 }, SHAPE, CARD);
  const column = SHAPE.nodes.filter(({ kind, layer }) => kind === "neuron" && layer === 0);
  assert.ok(left >= column[0].x + column[0].size / 2 || left + CARD.width <= column[0].x - column[0].size / 2);
});
