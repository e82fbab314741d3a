import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { signal } from "@preact/signals-core";
import { createGeometry } from "../../../../static/js/panels/recurrent/geometry.js";
import { recurrenceOf } from "../../../../static/js/scene/recurrent/recurrence.js";
import { timeFactors } from "../../../../static/js/scene/recurrent/time-factors.js";
import { unrolled } from "../../../../static/js/scene/recurrent/unrolled.js";
import { THEME } from "../../examples.js";
import { nodeFrame, recurrentNetwork } from "../../recurrent-network.js";

const NETWORK = recurrentNetwork();
const RECURRENCE = recurrenceOf(NETWORK);
const measure = () => (text, sizeRem) => text.length * sizeRem;

/** The factors of gradients that halve with each time step on their way back. */
const factorsOf = (size) => {
  const frame = nodeFrame(NETWORK, ["h"], { grad: (_name, site) => size * 2 ** -(3 - (site ?? 3)) });
  return timeFactors(frame, NETWORK, RECURRENCE, true);
};
const shapeOf = (width) => unrolled(RECURRENCE, { width, height: 400, rem: THEME.rem, folded: new Set(), hasTerms: false, isTiny: false });

function open({ run = 0, width = 700, shape = shapeOf(width) } = {}) {
  const none = () => signal(null);
  const model = { shape: signal(shape), factors: signal(factorsOf(1)), twin: none(), terms: none(), hover: none(), pinned: none(), weight: none() };
  const geometry = createGeometry({ store: { theme: signal(THEME) }, ...model }, measure, run);
  return { model, geometry };
}

test("there is no geometry without a size", () => {
  const { geometry } = open({ shape: null });
  assert.deepEqual([geometry.marks.value, geometry.strip.value, geometry.selections.value], [null, null, []]);
});

test("without gradients there is no strip", () => {
  const { model, geometry } = open();
  model.factors.value = null;
  assert.equal(geometry.strip.value, null);
  assert.notEqual(geometry.marks.value, null);
});

test("bands have their names, in a narrow picture short ones", () => {
  const names = (options) => JSON.stringify(open(options).geometry.marks.value);
  assert.ok(names().includes('"state h"'));
  assert.ok(!names({ width: 350 }).includes('"state h"') && names({ width: 350 }).includes('"h"'));
});

test("the run has the first colour in its own picture, and its twin in its own", () => {
  assert.deepEqual(open().geometry.strip.value.colors, ["runA", "runB"]);
  assert.deepEqual(open({ run: 1 }).geometry.strip.value.colors, ["runB", "runA"]);
});

test("the strip's axis stays while the sizes of the run and of its twin fit, and grows for smaller ones", () => {
  const { model, geometry } = open();
  const axis = () => JSON.stringify(geometry.strip.value.strip.ticks);
  const before = axis();
  model.factors.value = factorsOf(0.9);
  assert.equal(axis(), before);
  model.twin.value = factorsOf(1e-9);
  assert.notEqual(axis(), before);
});

test("the terms of a gradient have bars while its weight is selected", () => {
  const { model, geometry } = open();
  model.terms.value = { sites: [0, 1], terms: [1, -1] };
  assert.equal(geometry.strip.value.terms, null);
  model.shape.value = unrolled(RECURRENCE, { width: 700, height: 400, rem: THEME.rem, folded: new Set(), hasTerms: true, isTiny: false });
  model.weight.value = { kind: "weight", block: 0, row: 1, column: 3 };
  assert.deepEqual(
    geometry.strip.value.terms.bars.map(({ value }) => value > 0),
    [true, false],
  );
});

test("of what is selected its cell and its time step are marked, of a weight only its cell", () => {
  const { model, geometry } = open();
  model.hover.value = { kind: "cell", band: "h", t: 2, row: 1 };
  model.weight.value = { kind: "weight", block: 0, row: 1, column: 3 };
  const [cell, weight] = geometry.selections.value;
  assert.deepEqual([cell.isFirm, cell.column.width, weight.isFirm, weight.column], [false, model.shape.value.stepWidth, true, null]);
});

test("a factor's column lies between two time steps", () => {
  const { model, geometry } = open();
  const columnOf = (target) => {
    model.hover.value = target;
    return geometry.selections.value[0].column.x;
  };
  const [cell, factor] = [columnOf({ kind: "cell", band: "h", t: 2, row: 0 }), columnOf({ kind: "factor", factor: "W", t: 2 })];
  assert.ok(Math.abs(cell - factor - model.shape.value.stepWidth / 2) < 1e-9);
});
