import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import { effect, signal } from "@preact/signals-core";
import { networkShape } from "../../../static/js/scene/network/network.js";
import { createStrip, createStripScale } from "../../../static/js/stage/gradient-strip.js";
import { textsOf } from "../canvas.js";
import { openPanels } from "../dom.js";
import { frameOf, networkOf, THEME } from "../examples.js";

const doubles = (values) => [[values.length], Float64Array.from(values)];
const frameWith = (delta, da = delta, more = { step: 3 }) => frameOf({ delta_rms: doubles(delta), da_rms: doubles(da) }, more);

function open(t, options = {}) {
  openPanels(t);
  return stripOf(options);
}

/** A strip on a canvas of its own. */
function stripOf({ nHidden = 2, scale = createStripScale() }) {
  const canvas = document.createElement("canvas");
  const [frame, twin] = [signal(null), signal(null)];
  const shape = signal(networkShape(networkOf(2, ...Array(nHidden).fill(4), 1), 700, 400, 13));
  const strip = createStrip({ canvas, theme: signal(THEME), frame, twin, shape, scale });
  for (const invalidate of strip.invalidators) effect(invalidate);
  strip.resize(700, 90, 1);
  const draw = () => {
    canvas.recorder.painted.length = 0;
    strip.draw();
    return canvas.recorder;
  };
  return { strip, frame, twin, shape, draw };
}

test("it shows the frame's numbers, each once", (t) => {
  const { frame, draw, strip } = open(t);
  assert.deepEqual([textsOf(draw()), strip.shape.value], [[], null]);
  frame.value = frameWith([1e-4, 1e-2, 1], [2e-4, 2e-2, NaN]);
  assert.deepEqual(
    textsOf(draw()).filter((text) => /^0\.\d/.test(text)),
    ["0.020", "0.50", "0.020", "0.50"],
  );
  assert.deepEqual(draw().painted, [], "nothing has changed");
});

test("it is drawn again for a selection and another size", (t) => {
  const { frame, draw, strip } = open(t);
  frame.value = frameWith([1e-4, 1e-2, 1]);
  draw();
  strip.selected.value = { layer: 0, factor: null };
  assert.ok(draw().painted.some(({ strokeStyle }) => strokeStyle === "accent"));
  strip.resize(700, 80, 1);
  assert.ok(draw().painted.length > 0);
});

test("a folded strip, one layer, and numbers of another network are not drawn", (t) => {
  const { frame, strip, shape } = open(t);
  frame.value = frameWith([1e-4, 1e-2, 1]);
  assert.ok(strip.shape.value);
  shape.value = networkShape(networkOf(2, 4, 1), 700, 400, 13);
  assert.equal(strip.shape.value, null);
  frame.value = frameWith([1e-2, 1]);
  assert.ok(strip.shape.value);
  strip.resize(0, 0, 1);
  assert.equal(strip.shape.value, null);
  const one = stripOf({ nHidden: 0 });
  one.frame.value = frameWith([1]);
  assert.equal(one.strip.shape.value, null);
});

test("strips of two networks have one axis, and each shows the other faintly", (t) => {
  const scale = createStripScale();
  const [a, b] = [open(t, { scale }), stripOf({ scale })];
  const [vanishing, steady] = [frameWith([1e-8, 1e-4, 1]), frameWith([0.9, 0.8, 1])];
  [a.frame.value, a.twin.value, b.frame.value, b.twin.value] = [vanishing, steady, steady, vanishing];
  const ticks = ({ strip }) => strip.shape.value.ticks.map(({ y, text }) => [y, text]);
  assert.deepEqual(ticks(a), ticks(b));
  const places = (dots) => dots.map(({ x, y }) => [x, y]);
  assert.deepEqual(places(a.strip.shape.value.dots), places(b.strip.shape.value.twin));
  assert.equal(b.strip.shape.value.dots.length, 3);
});
