import assert from "node:assert/strict";
import { test } from "node:test";
import { linksOf, positionsOf, winnerOf } from "../../../../static/js/scene/convolution/links.js";
import { netOf } from "../../../../static/js/scene/convolution/stages.js";
import { CONVOLUTION, TWO_STAGES } from "../../pictures.js";

const ONE = netOf(CONVOLUTION);
const TWO = netOf(TWO_STAGES);
const place = (part, more = {}) => ({ part, stage: 0, filter: 0, channel: 0, row: 0, column: 0, ...more });

/** The links as short texts: "<" for what goes in, ">" for what it goes into, part, filter, corner, size. */
const linked = (net, at) =>
  linksOf(net, at).map(({ span: { part, stage, filter, channel, row, column, rows, columns }, isSource }) =>
    [isSource ? "<" : ">", part, stage, filter, channel, `${row},${column}`, `${rows}x${columns}`].join(" "),
  );

test("a pixel is read by every filter, at the positions whose patch it is in", () => {
  assert.deepEqual(linked(ONE, place("x", { row: 0, column: 3 })), ["> z 0 0 0 0,1 1x1", "> z 0 1 0 0,1 1x1"]);
  assert.deepEqual(linked(ONE, place("dx", { row: 1, column: 1 })), ["> z 0 0 0 0,0 2x2", "> z 0 1 0 0,0 2x2"]);
});

test("the positions of a cell are those of which it is no more than a kernel away", () => {
  const stage = { map: [6, 6], size: 3 };
  for (let row = 0; row < 8; row += 1) {
    const found = positionsOf(stage, { row, column: 4 });
    const all = [0, 1, 2, 3, 4, 5].filter((i) => row - i >= 0 && row - i < 3);
    assert.deepEqual([found.row, found.rows, found.column, found.columns], [all[0], all.length, 2, 3]);
  }
});

test("a weight of a kernel meets a window of the picture, and works in all of its map", () => {
  assert.deepEqual(linked(ONE, place("K", { filter: 1, row: 2, column: 1 })), ["< x 0 0 0 2,1 2x2", "> z 0 1 0 0,0 2x2"]);
  assert.deepEqual(linked(TWO, place("dK", { stage: 1, filter: 2, channel: 1, row: 1, column: 2 })), ["< pool 0 1 0 1,2 1x1", "> z 1 2 0 0,0 1x1"]);
  assert.deepEqual(linked(ONE, place("db", { filter: 1 })), ["> z 0 1 0 0,0 2x2"]);
});

test("z reads a patch with a kernel, and goes through f into pooling", () => {
  assert.deepEqual(linked(ONE, place("z", { filter: 1, row: 1, column: 0 })), [
    "< x 0 0 0 1,0 3x3",
    "< K 0 1 0 0,0 3x3",
    "> a 0 1 0 1,0 1x1",
    "> pool 0 1 0 0,0 1x1",
  ]);
  assert.deepEqual(linked(ONE, place("a", { filter: 1, row: 1, column: 0 })), ["< z 0 1 0 1,0 1x1", "> pool 0 1 0 0,0 1x1"]);
  assert.equal(linked(TWO, place("z", { stage: 1, filter: 2 })).filter((text) => text.startsWith("< pool")).length, 2);
});

test("what pooling leaves over goes nowhere", () => {
  const net = { ...ONE, stages: [{ ...ONE.stages[0], map: [3, 3] }] };
  assert.deepEqual(linked(net, place("a", { row: 2, column: 0 })), ["< z 0 0 0 2,0 1x1"]);
});

test("a pooled number comes from a square, and feeds the next stage or all outputs", () => {
  assert.deepEqual(linked(ONE, place("pool", { filter: 1 })), ["< a 0 1 0 0,0 2x2", "> W 1 0 1 0,0 1x1", "> W 1 1 1 0,0 1x1"]);
  assert.deepEqual(linked(TWO, place("pool", { filter: 1, row: 1, column: 2 })).slice(1), ["> z 1 0 0 0,0 1x1", "> z 1 1 0 0,0 1x1", "> z 1 2 0 0,0 1x1"]);
});

test("the square of a pooled number is as large as the network describes it", () => {
  const net = { ...ONE, stages: [{ ...ONE.stages[0], map: [9, 9], pooled: [3, 3], square: 3 }] };
  assert.equal(linked(net, place("pool", { row: 1, column: 2 }))[0], "< a 0 0 0 3,6 3x3");
  assert.equal(linked(net, place("a", { row: 5, column: 8 })).at(-1), "> pool 0 0 0 1,2 1x1");
});

test("a weight of the output leads from a pooled number to an output, which reads all maps", () => {
  assert.deepEqual(linked(ONE, place("W", { stage: 1, filter: 1, channel: 0 })), ["< pool 0 0 0 0,0 1x1", "> y 1 1 0 0,0 1x1"]);
  assert.deepEqual(linked(ONE, place("y", { stage: 1, filter: 1 })), ["< W 1 1 0 0,0 1x1", "< W 1 1 1 0,0 1x1"]);
  assert.deepEqual(linked(ONE, place("b", { stage: 1, filter: 1 })), ["> y 1 1 0 0,0 1x1"]);
});

test("of four numbers the largest is handed on, of equal ones the left, then the upper one", () => {
  const winner = (...values) => winnerOf([9, ...values], 1, 2, 0, 0);
  assert.deepEqual(winner(1, 2, 3, 4), { row: 1, column: 1 });
  assert.deepEqual(winner(0, 0, 0, 0), { row: 0, column: 0 });
  assert.deepEqual(winner(1, 5, 0, 5), { row: 0, column: 1 });
  assert.deepEqual(winner(0, 5, 5, 0), { row: 1, column: 0 });
  assert.deepEqual(winnerOf([...Array(12).fill(0), 1, 2, 3, 4], 0, 4, 1, 1), { row: 3, column: 3 });
});
