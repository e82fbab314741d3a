import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { createCells, NO_SCALES, paintTimeStrip } from "../../../../static/js/panels/recurrent/layers.js";
import { recurrenceOf } from "../../../../static/js/scene/recurrent/recurrence.js";
import { boxOf } from "../../../../static/js/scene/recurrent/targets.js";
import { unrolled } from "../../../../static/js/scene/recurrent/unrolled.js";
import { recordingContext } from "../../canvas.js";
import { openPage } from "../../dom.js";
import { THEME } from "../../examples.js";
import { nodeFrame, recurrentNetwork } from "../../recurrent-network.js";

const [WIDTH, HEIGHT] = [700, 400];

/** Draws a frame, and returns the colour in the middle of a target. */
function open(t, network = recurrentNetwork()) {
  const { document } = openPage(t);
  const canvas = document.createElement("canvas");
  const cells = createCells(canvas);
  cells.layer.resize(WIDTH, HEIGHT, 1);
  const shape = unrolled(recurrenceOf(network), { width: WIDTH, height: HEIGHT, rem: 13, folded: new Set(), hasTerms: false, isTiny: false });
  const draw = (numbers, more = {}) => {
    const frame = nodeFrame(network, ["x", "h", "c", "s", "a"], numbers);
    cells.draw(shape, { frame, network, lens: "weights", nodeLens: "a", isRunning: false, other: NO_SCALES, ...more }, THEME);
    const [{ data }] = canvas.getContext("2d").painted.at(-1).args;
    const pixels = new Uint32Array(data.buffer);
    return (target) => {
      const { x, y, width, height } = boxOf(shape, target);
      return pixels[Math.floor(y + height / 2) * WIDTH + Math.floor(x + width / 2)];
    };
  };
  return { draw, cells };
}
const cell = (t, row, band = "h") => ({ kind: "cell", band, t, row });

test("a cell has the colour of its number, by the largest of its family", (t) => {
  const { draw, cells } = open(t);
  const color = draw({ value: (name, site, row) => (name === "h" ? (site - 1) * (row + 1) : 8) });
  assert.deepEqual([color(cell(3, 1)), color(cell(0, 1)), color(cell(1, 0))], [255, 64, 128]);
  assert.equal(color(cell(0, 0, "x")), 255);
  assert.deepEqual([cells.scales.states, cells.scales.inputs], [4, 8]);
});

test("a larger number of the picture beside this one has the strongest colour", (t) => {
  const { draw, cells } = open(t);
  const color = draw({ value: () => 4 }, { other: { ...NO_SCALES, states: 8 } });
  assert.deepEqual([color(cell(3, 1)), color(cell(3, 0, "x"))], [191, 255]);
  assert.deepEqual([cells.scales.states, cells.present.states], [8, 4]);
});

test("gradients of units are coloured by their decades, inputs stay numbers", (t) => {
  const { draw } = open(t);
  const grad = (name, site) => (name === "h" ? -(10 ** (3 * (site - 3))) : 0);
  const color = draw({ grad, value: () => 1 }, { nodeLens: "delta" });
  assert.deepEqual([color(cell(3, 0)), color(cell(2, 0)), color(cell(1, 0)), color(cell(0, 0))], [0, 64, 128, 128]);
  assert.equal(color(cell(0, 0, "x")), 255);
});

test("shared weights are coloured under the lens", (t) => {
  const { draw } = open(t);
  const sections = {
    "W.0": [
      [2, 4],
      [0, 0, 2, 0, 0, 0, 0, -2],
    ],
    "dW.0": [
      [2, 4],
      [0, 0, -1, 0, 0, 0, 0, 0],
    ],
  };
  const weight = (row, column) => ({ kind: "weight", block: 0, row, column });
  const weights = draw({ sections });
  assert.deepEqual([weights(weight(0, 2)), weights(weight(1, 3)), weights(weight(0, 0))], [255, 0, 128]);
  assert.equal(draw({ sections }, { lens: "gradients" })(weight(0, 2)), 0);
});

test("what a frame does not carry is hatched, and without a picture there is only ground", (t) => {
  const { draw, cells } = open(t);
  const color = draw({ value: () => NaN });
  assert.ok([THEME.panelPacked, THEME.hairlinePacked].includes(color(cell(0, 0))));
  cells.draw(null, null, THEME);
  assert.deepEqual(cells.scales.states, 0);
});

test("a scale falls slowly while training runs", (t) => {
  const { draw, cells } = open(t);
  draw({ value: () => 8 }, { isRunning: true });
  draw({ value: () => 1 }, { isRunning: true });
  assert.ok(cells.scales.states > 6 && cells.scales.states < 8);
  draw({ value: () => 1 });
  assert.equal(cells.scales.states, 1);
});

test("terms above 0 are purple, those below orange", () => {
  const ctx = recordingContext();
  const strip = { left: 0, right: 100, ticks: [], dots: [], twin: [], theory: [], band: [], factors: [], signs: [], bars: [], fontRem: 0.7 };
  const bar = (t, value) => ({ t, x: 10 * t, y: 50, width: 5, height: value, value });
  paintTimeStrip(ctx, { strip, terms: { bars: [bar(1, 3), bar(2, -4)], left: 0, right: 100, y: 50, largest: 4 }, colors: ["runA", "runB"] }, THEME);
  const filled = (color) => ctx.painted.find(({ does, fillStyle, path }) => does === "fill" && fillStyle === color && path.length > 0)?.path;
  assert.deepEqual(filled("positive"), [["rect", 10, 50, 5, -3]]);
  assert.deepEqual(filled("negative"), [["rect", 20, 50, 5, 4]]);
});
