import "../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { recurrenceOf } from "../../../../static/js/scene/recurrent/recurrence.js";
import { stepAt, stepX, unrolled, wallX } from "../../../../static/js/scene/recurrent/unrolled.js";
import { recurrentNetwork } from "../../recurrent-network.js";

const ROOM = { width: 730, height: 430, rem: 13, folded: new Set(), hasTerms: false, isTiny: false };
const shapeOf = (options, room = {}) => unrolled(recurrenceOf(recurrentNetwork(options)), { ...ROOM, ...room });
const LARGE = { nSteps: 50, units: 32 };

const bottomOf = ({ y, height }) => y + height;

/** The rooms in which a picture may be: a screen, a phone, half of a screen. */
const ROOMS = [{}, { width: 350, height: 420 }, { width: 910, height: 170, isTiny: true }];

for (const [kind, folded] of [
  ["rnn", []],
  ["lstm", []],
  ["lstm", ["output", "input", "candidate", "forget"]],
]) {
  test(`bands, axis, strip, factors and bars of an ${kind} follow each other inside the picture, ${folded.length} bands folded`, () => {
    for (const room of ROOMS) {
      for (const hasTerms of [false, true]) {
        const network = folded.length > 0 || kind === "rnn" ? { kind, ...LARGE } : { kind, nSteps: 15, units: 8 };
        if (room.isTiny && kind === "lstm" && folded.length === 0) continue;
        const { bands, axisY, strip, factorY, terms, left, stepWidth, bottom } = shapeOf(network, { ...room, hasTerms, folded: new Set(folded) });
        for (const [i, { box }] of bands.slice(1).entries()) assert.ok(box.y >= bottomOf(bands[i].box), `${kind} band ${i + 1}`);
        assert.ok(axisY > bottomOf(bands.at(-1).box), "the numbers of the time steps are below the inputs");
        assert.ok(strip.y > axisY && factorY.first > bottomOf(strip) && factorY.second > factorY.first);
        assert.ok(bottom <= (terms?.y ?? Infinity));
        assert.ok((terms ? bottomOf(terms) : bottom) <= (room.height ?? ROOM.height));
        assert.equal(terms !== null, hasTerms);
        assert.ok(left + stepWidth * network.nSteps <= (room.width ?? ROOM.width));
      }
    }
  });
}

test("what few units leave of the height is the strip's, and not between the inputs and the axis", () => {
  const between = ({ axisY, bands }) => axisY - bottomOf(bands.at(-1).box);
  const [few, many] = [4, 32].map((units) => shapeOf({ units }, { height: 480 }));
  assert.ok(Math.abs(between(few) - between(many)) < 1e-9);
  assert.ok(few.strip.height > many.strip.height);
  assert.equal(bottomOf(few.strip), bottomOf(many.strip));
});

test("a matrix is in line with the rows that it makes, and ends before the first time step", () => {
  const { bands, left, of } = shapeOf({ kind: "lstm", units: 4 });
  for (const { source, box, matrices } of bands) {
    assert.equal(matrices.length, source.block === null ? 0 : source.block === 0 ? 3 : 2);
    for (const part of matrices) {
      assert.deepEqual([part.box.y, part.box.height, part.row, part.rows], [box.y, box.height, source.blockRow, source.rows]);
      assert.ok(part.box.x + part.box.width < left);
    }
  }
  const [inputs, states, bias] = bands.find(({ source }) => source.name === "forget").matrices;
  assert.deepEqual([inputs.column, inputs.columns, states.column, states.columns, bias.column], [0, 2, 2, of.nUnits, null]);
  assert.equal(bands.find(({ source }) => source.name === "outcome").matrices[0].box.x, states.box.x);
});

test("a folded band is not there, nor are its arrows", () => {
  const names = ({ bands }) => bands.map(({ source }) => source.name);
  assert.ok(names(shapeOf({ kind: "lstm" })).includes("c"));
  const folded = shapeOf({ kind: "lstm" }, { folded: new Set(["c"]) });
  assert.ok(!names(folded).includes("c"));
  assert.ok(!folded.lanes.some(({ name }) => name === "forget"));
});

test("equal arrows lead across from state to state, and up from the inputs and to the outputs", () => {
  const lanes = (options) => shapeOf(options).lanes.map(({ name, isAcross }) => `${name} ${isAcross ? "across" : "up"}`);
  assert.deepEqual(lanes({}), ["hy up", "hh across", "xh up"]);
  assert.deepEqual(lanes({ kind: "lstm" }), ["hy up", "forget across", "hh across", "xh up"]);
  assert.deepEqual(shapeOf({}, { height: 170, isTiny: true }).lanes, []);
});

test("outputs of the last time step alone stand above it", () => {
  const { bands, left, stepWidth } = shapeOf({ nSteps: 5 });
  const box = bands.find(({ source }) => source.name === "outcome").box;
  assert.ok(Math.abs(box.x - (left + 4 * stepWidth)) < 1e-9);
  assert.ok(Math.abs(box.width - stepWidth) < 1e-9);
});

test("places and time steps belong together", () => {
  const shape = shapeOf({ nSteps: 5 });
  for (let t = 0; t < 5; t += 1) assert.equal(stepAt(shape, stepX(shape, t)), t);
  assert.equal(wallX(shape, 2), (stepX(shape, 1) + stepX(shape, 2)) / 2);
  assert.deepEqual([stepAt(shape, shape.left - 1), stepAt(shape, 2000)], [null, null]);
});

test("two low pictures of as many units begin their time steps at the same place, whatever their bands", () => {
  const low = { width: 910, height: 240, isTiny: true };
  const left = (kind, folded) => shapeOf({ kind, units: 16 }, { ...low, folded: new Set(folded) }).left;
  assert.equal(left("rnn", []), left("lstm", ["output", "input", "candidate", "forget"]));
});
