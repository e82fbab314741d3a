import "../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { recurrenceOf } from "../../../../static/js/scene/recurrent/recurrence.js";
import { boxOf, isSame, nextTimeTarget, timeTargetAt } from "../../../../static/js/scene/recurrent/targets.js";
import { unrolled } from "../../../../static/js/scene/recurrent/unrolled.js";
import { recurrentNetwork } from "../../recurrent-network.js";

const ROOM = { width: 730, height: 430, rem: 13, folded: new Set(), hasTerms: true, isTiny: false };
const FACTORS = {
  step: 1,
  state: "h",
  sizes: [],
  factors: [
    { name: "derivatives", values: [] },
    { name: "weights", values: [] },
  ],
};
const shapeOf = (options) => unrolled(recurrenceOf(recurrentNetwork(options)), ROOM);
const middle = ({ x, y, width, height }) => [x + width / 2, y + height / 2];

const TARGETS = [
  { kind: "cell", band: "h", t: 2, row: 1 },
  { kind: "cell", band: "x", t: 0, row: 1 },
  { kind: "cell", band: "outcome", t: 3, row: 0 },
  { kind: "weight", block: 0, row: 1, column: 0 },
  { kind: "weight", block: 0, row: 0, column: 3 },
  { kind: "weight", block: 0, row: 1, column: null },
  { kind: "weight", block: 1, row: 0, column: 1 },
  { kind: "weight", block: 1, row: 0, column: null },
  { kind: "size", t: 1 },
  { kind: "factor", factor: "derivatives", t: 1 },
  { kind: "factor", factor: "weights", t: 3 },
  { kind: "term", t: 2 },
];

test("what is at the middle of a box is what the box is of", () => {
  const shape = shapeOf();
  for (const target of TARGETS) assert.deepEqual(timeTargetAt(shape, FACTORS, ...middle(boxOf(shape, target))), target);
});

test("a gate has the weights of its own rows", () => {
  const shape = shapeOf({ kind: "lstm", units: 3 });
  const target = { kind: "weight", block: 0, row: 4, column: 1 };
  assert.deepEqual(timeTargetAt(shape, FACTORS, ...middle(boxOf(shape, target))), target);
  assert.equal(boxOf(shape, target).y, shape.bands.find(({ source }) => source.name === "forget").box.y + boxOf(shape, target).height);
});

test("beside everything there is nothing, and what is folded has no box", () => {
  const shape = shapeOf();
  assert.equal(timeTargetAt(shape, FACTORS, 5, 5), null);
  assert.equal(timeTargetAt(shape, FACTORS, shape.left - 3, shape.strip.y + 5), null);
  assert.equal(boxOf(shape, { kind: "cell", band: "c", t: 0, row: 0 }), null);
  assert.equal(boxOf(shape, { kind: "weight", block: 0, row: 9, column: 0 }), null);
});

test("keys find the weights of the gate that they are in", () => {
  const shape = shapeOf({ kind: "lstm", units: 3 });
  const weight = { kind: "weight", block: 0, row: 4, column: 1 };
  assert.deepEqual(nextTimeTarget(shape, FACTORS, weight, "ArrowDown"), { ...weight, row: 5 });
  assert.deepEqual(nextTimeTarget(shape, FACTORS, weight, "ArrowRight"), { ...weight, column: 2 });
});

test("arrow keys go along the weights of a row into its time steps, and back", () => {
  const shape = shapeOf();
  const walked = [];
  let at = { kind: "weight", block: 0, row: 1, column: 0 };
  for (let i = 0; i < 9; i += 1) {
    walked.push(at.kind === "weight" ? `w${at.column ?? "b"}` : `t${at.t}`);
    at = nextTimeTarget(shape, FACTORS, at, "ArrowRight");
  }
  assert.deepEqual(walked, ["w0", "w1", "w2", "w3", "wb", "t0", "t1", "t2", "t3"]);
  for (let i = 0; i < 20; i += 1) at = nextTimeTarget(shape, FACTORS, at, "ArrowLeft");
  assert.deepEqual(at, { kind: "weight", block: 0, row: 1, column: 0 });
});

test("up and down lead through all bands, the strip, its factors and the bars", () => {
  const shape = shapeOf();
  const walked = [];
  let at = { kind: "cell", band: "target", t: 3, row: 0 };
  for (let i = 0; i < 10; i += 1) {
    walked.push(at.band ?? at.factor ?? at.kind);
    at = nextTimeTarget(shape, FACTORS, at, "ArrowDown");
  }
  assert.deepEqual(walked, ["target", "outcome", "h", "h", "x", "x", "size", "derivatives", "weights", "term"]);
  assert.deepEqual(at, { kind: "term", t: 3 });
});

test("up from the weights of the state lead those of the output, over the bands that have none", () => {
  const from = { kind: "weight", block: 0, row: 0, column: 3 };
  const up = nextTimeTarget(shapeOf(), FACTORS, from, "ArrowUp");
  assert.deepEqual(up, { kind: "weight", block: 1, row: 0, column: 1 });
  assert.deepEqual(nextTimeTarget(shapeOf(), FACTORS, up, "ArrowDown"), from);
});

test("the first key selects the state of the last time step", () => {
  assert.deepEqual(nextTimeTarget(shapeOf(), FACTORS, null, "ArrowUp"), { kind: "cell", band: "h", t: 3, row: 0 });
});

test("targets are the same if all their parts are", () => {
  assert.ok(isSame({ kind: "size", t: 1 }, { kind: "size", t: 1 }));
  assert.ok(!isSame({ kind: "size", t: 1 }, { kind: "term", t: 1 }));
  assert.ok(!isSame(null, { kind: "size", t: 1 }));
});
