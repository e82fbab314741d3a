/** The activation around a sample's z: the curve, the point on it, and the tangent whose slope is f'(z). */

import { percent } from "../../../base/numbers/format.js";
import { make } from "../../../base/page/dom.js";
import { t } from "../../../base/words/i18n.js";
import { numberText } from "../base/chips.js";
import { svg } from "../base/svg.js";

/** @import { CurveFields } from "../../../protocol.js" */

const WIDTH = 150;
const HEIGHT = 80;
/** How far the tangent reaches to each side, as a share of the width. */
const REACH = 0.16;

/** @param {CurveFields} curve @param {number} digits */
export function makeCurve({ z, a, at_z: atZ, at_a: atA, at_df: slope }, digits) {
  const figure = make("figure", { class: "curve" });
  const [left, right] = [Number(z[0]), Number(z.at(-1))];
  const values = a.map(Number);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  /** @param {number} value */
  const x = (value) => ((value - left) / (right - left)) * WIDTH;
  /** @param {number} value */
  const y = (value) => HEIGHT - 6 - ((value - low) / (high - low || 1)) * (HEIGHT - 12);
  const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "curve-picture", "aria-hidden": "true" });
  picture.append(
    svg("path", { class: "axis", d: `M0 ${y(0)}H${WIDTH}M${x(0)} 0V${HEIGHT}` }),
    svg("path", { class: "f", d: values.map((value, k) => `${k === 0 ? "M" : "L"}${x(Number(z[k])).toFixed(2)} ${y(value).toFixed(2)}`).join("") }),
  );
  if (atZ !== null && atA !== null) {
    if (slope !== null) {
      const reach = (right - left) * REACH;
      const [start, end] = [atZ - reach, atZ + reach].map((at) => `${x(at).toFixed(2)} ${y(atA + slope * (at - atZ)).toFixed(2)}`);
      picture.append(svg("path", { class: "tangent", d: `M${start}L${end}` }));
    }
    picture.append(svg("circle", { cx: x(atZ), cy: y(atA), r: 3.5 }));
  }
  const text =
    slope === null || atZ === null
      ? t("inspect.curve.later")
      : t("inspect.curve", { z: numberText(atZ, digits), share: percent(slope), slope: numberText(slope, digits) });
  figure.append(picture, make("figcaption", { class: "soft", text }));
  return figure;
}
