import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { drawLoss } from "../../../../../static/js/panels/inside/check/plot.js";
import { openPage } from "../../../dom.js";
import { checkOf } from "./examples.js";

const at = (element, ...names) => names.map((name) => Number(element.getAttribute(name)));

/** The slope of a line in the units of `checkOf`: 2 wide in 304 px, 0.05 high in 80 px. */
const slopeOf = (line) => {
  const [x1, y1, x2, y2] = at(line, "x1", "y1", "x2", "y2");
  return (((y1 - y2) / 80) * 0.05) / (((x2 - x1) / 304) * 2);
};
const middleOf = (line) => (at(line, "y1")[0] + at(line, "y2")[0]) / 2;
const isNear = (a, b) => assert.ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`);

test("the tangent goes through L(w) with backpropagation's slope, the other line through the two points", (t) => {
  openPage(t);
  const picture = drawLoss(checkOf({ backprop: 0.02, numeric: 0.04, h: 0.25, loss_minus: 0.4, loss_plus: 0.42 }));
  const [tangent, secant] = [".check-tangent", ".check-secant"].map((name) => picture.querySelector(name));
  isNear(slopeOf(tangent), 0.02);
  isNear(middleOf(tangent), 88);
  isNear(slopeOf(secant), 0.04);
  isNear(middleOf(secant), 72);
  const [minus, plus] = picture.querySelectorAll(".check-point");
  isNear(at(plus, "cx")[0] - at(minus, "cx")[0], 0.25 * 304);
  isNear(at(minus, "cy")[0], 88);
  assert.match(picture.getAttribute("aria-label"), /from 0\.4000 to 0\.4500 around w = 0\.5000, with a tangent of slope 0\.02000/);
});

test("without a gradient there is no tangent, without losses no curve", (t) => {
  openPage(t);
  assert.equal(drawLoss(checkOf({ backprop: null })).querySelector(".check-tangent"), null);
  assert.equal(drawLoss(checkOf({ numeric: null })).querySelector(".check-secant"), null);
  const nothing = drawLoss(checkOf({ losses: [null, null, null, null, null], loss_plus: null, loss_minus: null, numeric: null }));
  assert.equal(nothing.children.length, 0);
  assert.equal(drawLoss(checkOf({ loss_plus: null })).querySelectorAll("circle").length, 0);
});

test("a flat loss is a line in the middle", (t) => {
  openPage(t);
  const picture = drawLoss(checkOf({ losses: [1, 1, 1, 1, 1] }));
  assert.match(picture.querySelector(".check-curve").getAttribute("d"), /^M8\.0 48\.0L/);
});
