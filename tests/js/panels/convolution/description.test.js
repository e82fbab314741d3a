import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { nameOf, numbersAt, parameterOf, spokenOf } from "../../../../static/js/panels/convolution/description.js";
import { convolutionShape } from "../../../../static/js/scene/convolution/shape.js";
import { netOf } from "../../../../static/js/scene/convolution/stages.js";
import { CONVOLUTION, convolutionFrame, TWO_STAGES } from "../../pictures.js";

const NET = netOf(CONVOLUTION);
const SHAPE = convolutionShape(NET, { width: 730, height: 420, rem: 13, ratio: 1 });
const SHOWN = { frame: convolutionFrame(), network: CONVOLUTION, net: NET, isGradient: false, lens: "weights", dx: null };
const place = (part, more = {}) => ({ part, stage: 0, filter: 1, channel: 0, row: 0, column: 1, ...more });
const CLASSES = ["five", "six"];

test("every kind of number has a name of its own", () => {
  const names = ["x", "dx", "K", "b", "z", "a", "pool"].map((part) => nameOf(place(part), NET, CLASSES));
  assert.deepEqual(names, [
    "Pixel, row 1, column 2",
    "∂L/∂x of the pixel in row 1, column 2",
    "Weight of filter 2, row 1, column 2",
    "Bias of filter 2",
    "z of filter 2, row 1, column 2",
    "a of filter 2, row 1, column 2",
    "Pooled map 2, row 1, column 2",
  ]);
  assert.equal(nameOf(place("dK"), NET, CLASSES), names[2]);
  assert.deepEqual(
    ["W", "b", "y"].map((part) => nameOf(place(part, { stage: 1, column: 0 }), NET, CLASSES)),
    ["Weight of the output for six, map 1, row 1, column 1", "Bias of the output for six", "Output for six"],
  );
  assert.equal(nameOf(place("y", { stage: 1 }), NET, []), "Output for 2");
});

test("with two stages the stage is named, and the map that a kernel reads", () => {
  const two = netOf(TWO_STAGES);
  assert.equal(nameOf(place("K", { stage: 1, channel: 1 }), two, []), "Stage 2 · Weight of filter 2, row 1, column 2, of map 2");
  assert.equal(nameOf(place("K"), two, []), "Stage 1 · Weight of filter 2, row 1, column 2");
});

test("a parameter has its value, its gradient and its last update", () => {
  assert.deepEqual(numbersAt(place("K", { row: 1, column: 2 }), SHAPE, SHOWN, true), [
    ["w, now", "0"],
    ["∂L/∂w of this picture", "+1.400"],
    ["last update", "−0.1400"],
  ]);
  assert.deepEqual(
    numbersAt(place("b", { column: 0 }), SHAPE, SHOWN, false).map(([, text]) => text),
    ["−4.000", "−0.2500", "+0.02500"],
  );
  assert.equal(numbersAt(place("b", { column: 0 }), SHAPE, SHOWN, false)[1][0], "∂L/∂b of the batch");
  assert.equal(parameterOf(SHOWN, place("W", { stage: 1, column: 0 }), ["dW", "db"]), 3);
  assert.equal(parameterOf({ ...SHOWN, frame: null }, place("K"), ["W", "b"]), null);
});

test("a map has its value, or the gradient of the loss by it", () => {
  const at = place("z", { row: 1, column: 1 });
  assert.deepEqual(numbersAt(at, SHAPE, SHOWN, true), [["z", "+7.000"]]);
  assert.deepEqual(numbersAt(at, SHAPE, { ...SHOWN, isGradient: true }, true), [["δ = ∂L/∂z", "−0.2500"]]);
  assert.deepEqual(numbersAt(place("x", { filter: 0 }), SHAPE, { ...SHOWN, isGradient: true }, true), [["x", "1.000"]]);
  assert.deepEqual(numbersAt(place("dx", { filter: 0 }), SHAPE, { ...SHOWN, dx: [0, 5] }, true), [["∂L/∂x", "+5.000"]]);
  assert.deepEqual(numbersAt(place("z", { filter: 9 }), SHAPE, SHOWN, true), []);
});

test("screen readers hear the name and the numbers", () => {
  assert.equal(spokenOf(place("pool", { row: 0, column: 0 }), SHAPE, SHOWN, CLASSES, true), "Pooled map 2, row 1, column 1. a +7.000");
});
