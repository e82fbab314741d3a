/** Draws the loss as one parameter varies, with the tangent of backpropagation and the line through the two points of the difference. */

import { number } from "../../../base/numbers/format.js";
import { linear } from "../../../base/numbers/scales.js";
import { t } from "../../../base/words/i18n.js";
import { svg } from "../base/svg.js";

/** @import { GradientCheck } from "../../../protocol.js" */

const WIDTH = 320;
const HEIGHT = 96;
const PAD = 8;
/** How far the two lines go to each side, as a share of the range. */
const REACH = 0.3;

/** @param {GradientCheck} check */
export function drawLoss(check) {
  const points = check.values.flatMap((value, i) => {
    const loss = check.losses[i];
    return value !== null && loss !== null && loss !== undefined ? [/** @type {const} */ ([value, loss])] : [];
  });
  const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label(check) });
  if (points.length < 2) return picture;
  const values = points.map(([value]) => value);
  const losses = points.map(([, loss]) => loss);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = linear([low, high], [PAD, WIDTH - PAD]);
  const y = linear(widened(Math.min(...losses), Math.max(...losses)), [HEIGHT - PAD, PAD]);
  const path = points.map(([value, loss], i) => `${i ? "L" : "M"}${x(value).toFixed(1)} ${y(loss).toFixed(1)}`).join("");
  picture.append(
    svg("line", { class: "check-axis", x1: x(check.value), x2: x(check.value), y1: 0, y2: HEIGHT }),
    svg("path", { class: "check-curve", d: path }),
  );
  const { value: w, backprop, numeric, loss_minus: minus, loss_plus: plus } = check;
  /** @param {string} name @param {number} loss at w @param {number} slope */
  const line = (name, loss, slope) => {
    const [from, to] = [w - REACH * (high - low), w + REACH * (high - low)];
    return svg("line", { class: name, x1: x(from), y1: y(loss + slope * (from - w)), x2: x(to), y2: y(loss + slope * (to - w)) });
  };
  if (minus === null || plus === null) return picture;
  if (numeric !== null) picture.append(line("check-secant", (minus + plus) / 2, numeric));
  const here = check.losses[(check.losses.length - 1) / 2] ?? null;
  if (backprop !== null && here !== null) picture.append(line("check-tangent", here, backprop));
  for (const [value, loss] of /** @type {const} */ ([
    [w - check.h, minus],
    [w + check.h, plus],
  ])) {
    picture.append(svg("circle", { class: "check-point", cx: x(value), cy: y(loss), r: 3 }));
  }
  return picture;
}

/** @param {number} low @param {number} high @returns {[number, number]} */
const widened = (low, high) => (high > low ? [low, high] : [low - 1, high + 1]);

/** @param {GradientCheck} check */
function label({ value, backprop, numeric, losses }) {
  const known = losses.filter((loss) => loss !== null);
  return t("check.plot", { value: number(value), low: number(Math.min(...known)), high: number(Math.max(...known)), slope: number(backprop ?? numeric) });
}
