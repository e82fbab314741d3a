import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { drawLoss } from "../../../../static/js/panels/inside/check-plot.js";
import { openPage } from "../../dom.js";
import { checkOf } from "./check-examples.js";

const at = (element, ...names) => names.map((name) => Number(element.getAttribute(name)));

test("the tangent goes through the point, with backpropagation's slope", (t) => {
  openPage(t);
  const check = checkOf({ backprop: 0.02, h: 0.25, loss_minus: 0.395, loss_plus: 0.405 });
  const picture = drawLoss(check);
  const [x1, y1, x2, y2] = at(picture.querySelector(".check-tangent"), "x1", "y1", "x2", "y2");
  // range: 2 wide in 304 px, 0.05 high in 80 px
  assert.ok(Math.abs(-(y2 - y1) / 80 / ((x2 - x1) / 304) - (0.02 * 2) / 0.05) < 1e-9);
  const [minus, plus] = picture.querySelectorAll(".check-point");
  assert.ok(Math.abs(at(plus, "cx")[0] - at(minus, "cx")[0] - 0.25 * 304) < 1e-9);
  assert.match(picture.getAttribute("aria-label"), /from 0\.4000 to 0\.4500 around w = 0\.5000, with a tangent of slope 0\.02000/);
});

test("without a gradient there is no tangent, without losses no curve", (t) => {
  openPage(t);
  assert.equal(drawLoss(checkOf({ backprop: null })).querySelector(".check-tangent"), null);
  const nothing = drawLoss(checkOf({ losses: [null, null, null, null, null], loss_plus: null, loss_minus: null, numeric: null }));
  assert.equal(nothing.children.length, 0);
  assert.equal(drawLoss(checkOf({ loss_plus: null })).querySelectorAll("circle").length, 0);
});

test("a flat loss is a line in the middle", (t) => {
  openPage(t);
  const picture = drawLoss(checkOf({ losses: [1, 1, 1, 1, 1] }));
  assert.match(picture.querySelector(".check-curve").getAttribute("d"), /^M8\.0 48\.0L/);
});
