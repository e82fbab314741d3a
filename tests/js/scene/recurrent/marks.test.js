import "../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { unrolledMarks } from "../../../../static/js/scene/recurrent/marks.js";
import { recurrenceOf } from "../../../../static/js/scene/recurrent/recurrence.js";
import { unrolled, wallX } from "../../../../static/js/scene/recurrent/unrolled.js";
import { recurrentNetwork } from "../../recurrent-network.js";

const ROOM = { width: 730, height: 430, rem: 13, folded: new Set(), hasTerms: false, isTiny: false };
const options = { rem: 13, words: (name) => `<${name}>` };

function marksOf(network = {}, room = {}) {
  const shape = unrolled(recurrenceOf(recurrentNetwork(network)), { ...ROOM, ...room });
  return { shape, ...unrolledMarks(shape, options) };
}
const written = ({ texts }) => texts.map(({ text, sub }) => text + sub);

test("bands, inputs, weights and time steps have names", () => {
  const names = written(marksOf({ nSteps: 15, units: 16 }));
  for (const name of [
    "<h>",
    "<x>",
    "<outcome>",
    "value",
    "mark",
    "Wxh",
    "Whh",
    "Why",
    "b",
    "by",
    "→ Whh",
    "↑ Wxh",
    "↑ Why",
    "rms ∂L/∂h",
    "<wall>",
    "1",
    "15",
  ]) {
    assert.ok(names.includes(name), name);
  }
  assert.ok(!names.includes("<bars>"));
  assert.ok(written(marksOf({}, { hasTerms: true })).includes("<bars>"));
});

test("without arrows the matrices have names, too, and none is written over another", () => {
  const { texts, shape } = marksOf({ nSteps: 50, units: 16 }, { width: 910, height: 170, isTiny: true });
  const names = texts.filter(({ text }) => /^[Wb]$/.test(text));
  assert.deepEqual(
    names.map(({ text, sub }) => text + sub),
    ["Wxh", "Whh", "b", "Why"],
  );
  const of = (name) => names.find(({ text, sub }) => text + sub === name);
  const [inputs, units] = shape.bands.find(({ source }) => source.name === "h").matrices;
  assert.ok(of("Wxh").y > inputs.box.y + inputs.box.height);
  assert.equal(of("Whh").x, units.box.x + units.box.width / 2);
  // W and its index are 1.7 rem wide at most
  assert.ok(of("Wxh").x + 1.7 * 13 < of("Whh").x - 0.85 * 13);
  assert.ok(of("Why").x < units.box.x && of("Why").x - 1.7 * 13 > shape.labelRight - 0.1 * 13);
});

test("where inputs are named beside their rows, the matrices are named below those names", () => {
  const { texts, shape } = marksOf({ nSteps: 50, units: 16 }, { width: 1010, height: 260, isTiny: true });
  const inputs = texts.filter(({ text }) => text === "value" || text === "mark");
  assert.equal(inputs.length, 2);
  const bias = texts.find(({ text, sub }) => text === "b" && sub === "");
  assert.equal(bias.y, shape.axisY);
  for (const { y } of inputs) assert.ok(Math.abs(bias.y - y) > 0.8 * 13);
});

test("of many time steps some are numbered, none of them on top of another", () => {
  const { texts, shape } = marksOf({ nSteps: 50 });
  const numbers = texts.filter(({ y, text }) => y === shape.axisY && /^\d/.test(text));
  assert.deepEqual([numbers[0].text, numbers.at(-1).text], ["1", "50"]);
  for (const [i, { x }] of numbers.slice(1).entries()) assert.ok(x - numbers[i].x > 1.5 * 13);
});

test("a name that would be written over the one above is left out", () => {
  const { texts, shape } = marksOf({ nSteps: 50, units: 32 }, { width: 910, height: 150, isTiny: true });
  const ys = texts.filter(({ text }) => text.startsWith("<")).map(({ y }) => y);
  assert.ok(ys.length < shape.bands.length + 1);
  for (const [i, y] of ys.slice(1).entries()) assert.ok(y - ys[i] > 0.7 * 13);
});

test("arrows are equal, one from each time step to the next", () => {
  const { arrows, shape } = marksOf({ nSteps: 4 });
  const lane = shape.lanes.find(({ name }) => name === "hh");
  const across = arrows.filter(({ y0, y1 }) => y0 === y1);
  assert.equal(across.length, 3);
  assert.ok(across.every(({ y0 }) => Math.abs(y0 - (lane.top + lane.height / 2)) < 1e-9));
  const lengths = across.map(({ x0, x1 }) => Math.round((x1 - x0) * 1000));
  assert.equal(new Set(lengths).size, 1);
  assert.equal(arrows.length, 3 + 4 + 1);
  assert.equal(marksOf({ nSteps: 4, everyStep: true }).arrows.length, 3 + 4 + 4);
});

test("walls are where no gradient goes through, and what lies behind the last one is veiled", () => {
  const { walls, veil, shape, texts } = marksOf({ nSteps: 9, walls: [6, 3] });
  assert.deepEqual(
    walls.map(({ x }) => x),
    [wallX(shape, 6), wallX(shape, 3)],
  );
  assert.deepEqual([veil.x, veil.x + veil.width], [shape.left, wallX(shape, 6)]);
  assert.ok(!texts.some(({ text }) => text === "<wall>"));
  assert.equal(marksOf({ nSteps: 9, walls: [6, 3], everyStep: true }).veil, null);
  assert.equal(marksOf().veil, null);
});

test("the handle of the wall covers no number of a time step", () => {
  const numbersOf = (network) => {
    const { texts, shape } = marksOf({ nSteps: 50, units: 32, ...network }, { width: 910, height: 150, isTiny: true });
    assert.equal(shape.handleY, shape.axisY);
    return texts.filter(({ y, text }) => y === shape.axisY && /^\d/.test(text)).map(({ text }) => Number(text));
  };
  assert.ok(!numbersOf({}).includes(1));
  const cut = numbersOf({ walls: [1, 26] });
  assert.ok(cut.includes(1) && !cut.includes(26) && cut.includes(30));
});
