import assert from "node:assert/strict";
import { test } from "node:test";
import { effect, signal } from "@preact/signals-core";
import "../../english.js";
import { packed, parseColor } from "../../../../static/js/base/theme/color.js";
import { createModel } from "../../../../static/js/panels/convolution/model.js";
import { createPicture } from "../../../../static/js/panels/convolution/picture.js";
import { plotAt, rectOf } from "../../../../static/js/scene/convolution/places.js";
import { paintedIn, textsOf } from "../../canvas.js";
import { THEME } from "../../examples.js";
import { convolutionFrame } from "../../pictures.js";
import { openConvolution } from "./open.js";

const SIZE = { width: 730, height: 420, ratio: 1 };

const COLORS = { positive: "#5e35b1", negative: "#b85600", ink: "#1c1c22", sunken: "#eceae2", ground: "#f4f3ee", edge: "#c3c0b5" };
const packedColor = (name) => packed([parseColor(COLORS[name])])[0];

function open(t) {
  const opened = openConvolution(t);
  opened.store.setTheme({ ...THEME, ...COLORS });
  const model = createModel(opened.store, opened.beside);
  const canvases = { cells: opened.document.createElement("canvas"), marks: opened.document.createElement("canvas") };
  const pointed = signal([]);
  const picture = createPicture(opened.store, model, canvases, () => pointed.value);
  picture.resize(SIZE.width, SIZE.height, SIZE.ratio);
  model.size.value = SIZE;
  picture.draw();
  const marks = canvases.marks.getContext("bitmaprenderer");
  const cells = canvases.cells.getContext("2d");
  const pixels = () => new Uint32Array(cells.painted.at(-1).args[0].data.buffer);
  /** The colour in the middle of a cell. */
  const colorAt = (part, filter, row, column) => {
    const { x, y, width, height } = rectOf(plotAt(model.shape.value, { part, stage: 0, filter, channel: 0 }), { row, column });
    return pixels()[Math.floor(y + height / 2) * SIZE.width + Math.floor(x + width / 2)];
  };
  /** How many pixels the bar of a class has in a colour. */
  const barWidth = (filter, color) => {
    const { x, y, width, height } = rectOf(plotAt(model.shape.value, { part: "y", stage: 1, filter, channel: 0 }), { row: 0, column: 0 });
    const from = Math.floor(y + height / 2) * SIZE.width;
    return pixels()
      .subarray(from + Math.floor(x), from + Math.ceil(x + width))
      .filter((pixel) => pixel === packedColor(color)).length;
  };
  const redraw = () => {
    for (const invalidate of picture.invalidators) invalidate();
    picture.draw();
  };
  return { ...opened, model, picture, marks, cells, pixels, colorAt, barWidth, pointed, redraw };
}

test("cells have the colours of their numbers, each family on its own scale", (t) => {
  const { colorAt, picture } = open(t);
  assert.equal(colorAt("z", 0, 1, 1), THEME.map[255]);
  assert.equal(colorAt("K", 0, 1, 1), THEME.map[Math.round(127.5 + 127.5 / 4)]);
  assert.equal(colorAt("K", 0, 0, 0), THEME.map[128]);
  assert.equal(picture.scales.get("K.0"), 4);
  assert.equal(picture.fits.value, 1);
});

test("the output has a bar with its name for each class, and a mark at the right one", (t) => {
  const { marks, barWidth } = open(t);
  assert.deepEqual(textsOf(marks), ["five", "six"]);
  const [five, six] = [0, 1].map((filter) => barWidth(filter, "positive"));
  assert.ok(five > 3 && Math.abs(six - 3 * five) <= 4, `${five}, ${six}`);
  assert.equal(paintedIn(marks, "accent").length, 2);
});

test("as gradients the bars go both ways", (t) => {
  const { barWidth, view, redraw, colorAt } = open(t);
  view({ nodeLens: "delta" });
  redraw();
  assert.deepEqual(
    [0, 1].map((filter) => ["positive", "negative"].map((color) => barWidth(filter, color) > 0)),
    [
      [true, false],
      [false, true],
    ],
  );
  assert.equal(colorAt("z", 0, 1, 1), THEME.map[255]);
  assert.equal(colorAt("z", 0, 0, 0), THEME.map[128]);
});

test("the pixel that max pooling has handed on is marked in each map", (t) => {
  const { colorAt } = open(t);
  for (const filter of [0, 1]) assert.equal(colorAt("a", filter, 1, 1), packedColor("ink"));
  assert.notEqual(colorAt("a", 0, 0, 0), packedColor("ink"));
});

test("a frame changes cells and bars, and leaves names and marks as they are", (t) => {
  const { store, cells, marks, colorAt, picture } = open(t);
  for (const invalidate of picture.invalidators) effect(invalidate);
  picture.draw();
  const before = marks.painted[1];
  store.takeFrame(convolutionFrame({ node_value: [[38], Array(38).fill(-1)] }));
  picture.draw();
  assert.deepEqual([colorAt("z", 0, 1, 1), marks.painted[1] === before, cells.painted.length], [0, true, 3]);
  store.takeFrame(convolutionFrame({ node_target: [[2], [1, 0]] }));
  picture.draw();
  assert.notEqual(marks.painted[1], before);
});

test("a matrix whose numbers a frame does not have leaves ground in its place", (t) => {
  const { store, model, pixels, redraw } = open(t);
  const { x, y, cell, rows } = plotAt(model.shape.value, { part: "z", stage: 0, filter: 0, channel: 0 });
  const at = () => pixels()[Math.floor(y + 0.5 * cell * rows) * SIZE.width + Math.floor(x + 0.5 * cell)];
  assert.notEqual(at(), THEME.groundPacked);
  const { sections, ...frame } = convolutionFrame();
  sections.delete("node_value");
  store.takeFrame({ ...frame, sections });
  redraw();
  assert.equal(at(), THEME.groundPacked);
});

test("a selected number is ringed, and what it is linked with is framed", (t) => {
  const { marks, model, pointed, redraw } = open(t);
  const rings = () => ["accent", "backward", "forward"].map((color) => paintedIn(marks, color).filter(({ does }) => does === "stroke").length);
  model.hover.value = { part: "z", stage: 0, filter: 0, channel: 0, row: 0, column: 0 };
  redraw();
  assert.deepEqual(rings(), [1, 2 + 1, 2]);
  model.pinned.value = { part: "K", stage: 0, filter: 1, channel: 0, row: 0, column: 0 };
  model.hover.value = null;
  redraw();
  assert.deepEqual(rings(), [1, 1, 1]);
  pointed.value = [{ part: "x", stage: 0, filter: 0, channel: 0, row: 2, column: 2 }];
  redraw();
  assert.deepEqual(rings(), [2, 1, 1]);
});

test("without a change nothing is painted again", (t) => {
  const { picture, marks } = open(t);
  const before = marks.painted.length;
  picture.draw();
  assert.deepEqual([marks.painted.length, picture.fits.value], [before, 1]);
});
