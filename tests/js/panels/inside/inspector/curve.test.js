import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { makeCurve } from "../../../../../static/js/panels/inside/inspector/curve.js";
import { openPage } from "../../../dom.js";

const Z = Array.from({ length: 49 }, (_, k) => (k - 24) / 8);
const CURVE = { name: "tanh", latex: "", latex_local: "", z: Z, a: Z.map(Math.tanh), at_z: 1.5, at_a: Math.tanh(1.5), at_df: 1 - Math.tanh(1.5) ** 2 };

function made(t, more = {}) {
  openPage(t);
  const figure = makeCurve({ ...CURVE, ...more }, 4);
  const points = (selector) =>
    [
      ...figure
        .querySelector(selector)
        .getAttribute("d")
        .matchAll(/(-?[\d.]+) (-?[\d.]+)/g),
    ].map(([, x, y]) => [Number(x), Number(y)]);
  return { figure, points, text: figure.querySelector("figcaption").textContent };
}

/** The slope of a line through two points, in units of the curve: y points down. */
function slopeOf([[x0, y0], [x1, y1]], curve) {
  const [first, last] = [curve[0], curve.at(-1)];
  const across = (Z.at(-1) - Z[0]) / (last[0] - first[0]);
  const up = (CURVE.a.at(-1) - CURVE.a[0]) / (last[1] - first[1]);
  return ((y1 - y0) * up) / ((x1 - x0) * across);
}

test("the tangent touches the curve at z, with the slope f'(z)", (t) => {
  const { points, figure } = made(t);
  const [start, end] = points(".tangent");
  assert.ok(Math.abs(slopeOf([start, end], points(".f")) - CURVE.at_df) < 0.01);
  const circle = figure.querySelector("circle");
  assert.ok(Math.abs(Number(circle.getAttribute("cx")) - (start[0] + end[0]) / 2) < 0.02);
  assert.ok(Math.abs(Number(circle.getAttribute("cy")) - (start[1] + end[1]) / 2) < 0.02);
});

test("the curve has all points that the engine gave", (t) => {
  assert.equal(made(t).points(".f").length, Z.length);
});

test("the sentence has z, the slope, and what gets through", (t) => {
  assert.equal(made(t).text, "z = 1.500: the derivative of f there is 0.1807, so 18.1\u2009% of the error that comes back gets through.");
});

test("a slope that is not computed yet is neither drawn nor said", (t) => {
  const { figure, text } = made(t, { at_df: null });
  assert.equal(figure.querySelector(".tangent"), null);
  assert.ok(figure.querySelector("circle"));
  assert.equal(text, "The derivative of f is not computed yet.");
});
