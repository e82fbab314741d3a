import "../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { recurrenceOf } from "../../../../static/js/scene/recurrent/recurrence.js";
import { termsShape } from "../../../../static/js/scene/recurrent/terms.js";
import { stepX, unrolled } from "../../../../static/js/scene/recurrent/unrolled.js";
import { recurrentNetwork } from "../../recurrent-network.js";

const ROOM = { width: 730, height: 430, rem: 13, folded: new Set(), hasTerms: true, isTiny: false };
const shapeOf = (room = {}) => unrolled(recurrenceOf(recurrentNetwork({ nSteps: 3 })), { ...ROOM, ...room });
const TERMS = [
  { t: 0, value: 0 },
  { t: 1, value: -2 },
  { t: 2, value: 1 },
];

test("a bar below each time step is as long as what it adds, up or down", () => {
  const shape = shapeOf();
  const { bars, largest, y } = termsShape(shape, TERMS);
  assert.equal(largest, 2);
  assert.equal(bars[0].height, 0);
  assert.equal(bars[1].height, -2 * bars[2].height);
  assert.ok(bars[1].height < 0 && y - bars[1].height <= shape.terms.y + shape.terms.height);
  assert.ok(bars.every(({ t, x, width }) => Math.abs(x + width / 2 - stepX(shape, t)) < 1e-9));
});

test("terms that are all 0 have bars without height, and without room there are none", () => {
  assert.ok(termsShape(shapeOf(), [{ t: 0, value: 0 }]).bars.every(({ height }) => height === 0));
  assert.equal(termsShape(shapeOf({ hasTerms: false }), TERMS), null);
});
