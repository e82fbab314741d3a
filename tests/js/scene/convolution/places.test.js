import assert from "node:assert/strict";
import { test } from "node:test";
import { cellWidth, isArrow, nextPlace, placeIn, placeUnder, plotAt, rectOf, samePlace } from "../../../../static/js/scene/convolution/places.js";
import { convolutionShape } from "../../../../static/js/scene/convolution/shape.js";
import { netOf } from "../../../../static/js/scene/convolution/stages.js";
import { CONVOLUTION, TWO_STAGES } from "../../pictures.js";

const SHAPE = convolutionShape(netOf(CONVOLUTION), { width: 730, height: 420, rem: 13, ratio: 1 });
const find = (part, filter = 0, shape = SHAPE) => shape.plots.find((plot) => plot.part === part && plot.filter === filter);

test("the place under the pointer is the cell whose rectangle it is in", () => {
  for (const [part, row, column] of [
    ["x", 2, 3],
    ["K", 1, 0],
    ["b", 0, 0],
    ["pool", 0, 0],
    ["y", 0, 0],
  ]) {
    const plot = find(part, part === "x" ? 0 : 1);
    const { x, y, width, height } = rectOf(plot, { row, column });
    const found = placeUnder(SHAPE, x + width / 2, y + height / 2);
    assert.deepEqual(found, placeIn(plot, row, column));
    assert.equal(plotAt(SHAPE, found), plot);
  }
  assert.equal(placeUnder(SHAPE, 1, 1), null);
});

test("a bar of the output is one cell, as wide as the bar", () => {
  const plot = find("y");
  assert.ok(cellWidth(plot) > 2 * plot.cell);
  assert.equal(rectOf(plot, { row: 0, column: 0 }).width, cellWidth(plot));
});

test("two places are the same if all is", () => {
  const place = placeIn(find("K"), 1, 2);
  assert.ok(samePlace(place, { ...place }) && samePlace(null, null));
  assert.ok(!samePlace(place, null) && !samePlace(place, { ...place, row: 0 }) && !samePlace(place, { ...place, filter: 1 }));
});

test("arrow keys move within a matrix, then to the nearest one ahead", () => {
  const at = (part, row, column, filter = 0) => placeIn(find(part, filter), row, column);
  assert.deepEqual(nextPlace(SHAPE, null, "ArrowRight"), at("x", 0, 0));
  assert.deepEqual(nextPlace(SHAPE, at("K", 1, 1), "ArrowRight"), at("K", 1, 2));
  assert.deepEqual(nextPlace(SHAPE, at("K", 1, 1), "ArrowUp"), at("K", 0, 1));
  assert.deepEqual(nextPlace(SHAPE, at("K", 2, 2), "ArrowRight"), at("b", 0, 0));
  assert.equal(nextPlace(SHAPE, at("b", 0, 0), "ArrowRight").part, "dK");
  assert.equal(nextPlace(SHAPE, at("dK", 2, 0), "ArrowLeft").part, "b");
  assert.deepEqual(nextPlace(SHAPE, at("z", 1, 0), "ArrowDown"), at("z", 0, 0, 1));
  assert.deepEqual(nextPlace(SHAPE, at("z", 0, 1, 1), "ArrowUp"), at("z", 1, 1, 0));
  assert.deepEqual(nextPlace(SHAPE, at("x", 0, 0), "ArrowLeft"), at("x", 0, 0));
});

test("every matrix of two stages can be reached by arrow keys", () => {
  const shape = convolutionShape(netOf(TWO_STAGES), { width: 730, height: 420, rem: 13, ratio: 1 });
  const reached = new Set();
  const waiting = [nextPlace(shape, null, "ArrowDown")];
  while (waiting.length > 0) {
    const place = waiting.pop();
    const key = JSON.stringify(place);
    if (reached.has(key)) continue;
    reached.add(key);
    for (const arrow of ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]) waiting.push(nextPlace(shape, place, arrow));
  }
  assert.equal(
    reached.size,
    shape.plots.reduce((sum, { rows, columns }) => sum + rows * columns, 0),
  );
});

test("other keys are no arrows", () => {
  assert.deepEqual(["ArrowUp", "Enter", "toString"].map(isArrow), [true, false, false]);
});
