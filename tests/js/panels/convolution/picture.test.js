import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "@preact/signals-core";
import "../../english.js";
import { createModel } from "../../../../static/js/panels/convolution/model.js";
import { createPicture } from "../../../../static/js/panels/convolution/picture.js";
import { plotAt, rectOf } from "../../../../static/js/scene/convolution/places.js";
import { paintedIn, textsOf } from "../../canvas.js";
import { THEME } from "../../examples.js";
import { openConvolution } from "./open.js";

const SIZE = { width: 730, height: 420, ratio: 1 };

function open(t) {
  const opened = openConvolution(t);
  const model = createModel(opened.store, opened.beside);
  const canvases = { cells: opened.document.createElement("canvas"), marks: opened.document.createElement("canvas") };
  const pointed = signal([]);
  const picture = createPicture(opened.store, model, canvases, () => pointed.value);
  picture.resize(SIZE.width, SIZE.height, SIZE.ratio);
  model.size.value = SIZE;
  picture.draw();
  const marks = canvases.marks.getContext("2d");
  /** The colour in the middle of a cell. */
  const colorAt = (part, filter, row, column) => {
    const [image] = canvases.cells.getContext("2d").painted.at(-1).args;
    const { x, y, width, height } = rectOf(plotAt(model.shape.value, { part, stage: 0, filter, channel: 0 }), { row, column });
    return new Uint32Array(image.data.buffer)[Math.floor(y + height / 2) * SIZE.width + Math.floor(x + width / 2)];
  };
  const redraw = () => {
    for (const invalidate of picture.invalidators) invalidate();
    picture.draw();
  };
  return { ...opened, model, picture, marks, colorAt, pointed, redraw };
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
  const { marks } = open(t);
  assert.deepEqual(textsOf(marks), ["five", "six"]);
  const [five, six] = paintedIn(marks, "positive").map(({ args }) => args[2]);
  assert.ok(Math.abs(six / five - 3) < 1e-6);
  assert.equal(paintedIn(marks, "accent").length, 2);
});

test("as gradients the bars go both ways", (t) => {
  const { marks, view, redraw, colorAt } = open(t);
  view({ nodeLens: "delta" });
  redraw();
  assert.deepEqual([paintedIn(marks, "positive").length, paintedIn(marks, "negative").length], [1, 1]);
  assert.equal(colorAt("z", 0, 1, 1), THEME.map[255]);
  assert.equal(colorAt("z", 0, 0, 0), THEME.map[128]);
});

test("the pixel that max pooling has handed on is marked in each map", (t) => {
  const { marks, model } = open(t);
  const winners = marks.painted.find(({ does, path }) => does === "fill" && path[0]?.[0] === "rect");
  assert.equal(winners.path.length, 2);
  const { x, y, width } = rectOf(plotAt(model.shape.value, { part: "a", stage: 0, filter: 0, channel: 0 }), { row: 1, column: 1 });
  const [[, left, top]] = winners.path;
  assert.ok(left > x && left < x + width && top > y && top < y + width);
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
