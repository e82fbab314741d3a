/** Writes numbers, colours, fonts and names as SVG has them. Pure. */

import { parseColor } from "../../../base/theme/color.js";

/** A part of a path: one of SVG, or a whole circle (x, y, radius), or a rectangle (x, y, width, height, radius). @typedef {readonly [kind: string, ...number[]]} Command */
/** @typedef {{ weight: string, size: number, family: string }} Font */

/** How far the baseline is below where a text is placed, in font sizes: of Inter, whose letters rise 0.727 and whose lines reach from 0.969 above to 0.241 below. */
export const MOVED = /** @type {Readonly<Record<string, number>>} */ (Object.freeze({ middle: 0.364, top: 0.969, bottom: -0.241 }));

/** What no XML may contain: most control characters, halves of a pair, and two others. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;
const ENTITIES = /** @type {Readonly<Record<string, string>>} */ (Object.freeze({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" }));

/** Writes a text so that it is itself in XML; what XML forbids becomes a mark for an unknown letter. @param {string} text */
export const escaped = (text) => text.replace(FORBIDDEN, "\ufffd").replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter);

/** Rounds to a hundredth of a pixel. @param {number} value */
export const rounded = (value) => Math.round(value * 100) / 100 + 0;

/** Writes attributes; those that are empty or undefined are left out. @param {Record<string, string | number | undefined>} all */
export const attributes = (all) =>
  Object.entries(all)
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([name, value]) => ` ${name}="${typeof value === "number" ? rounded(value) : escaped(String(value))}"`)
    .join("");

/** Writes an element that contains a text. @param {string} name @param {Record<string, string | number | undefined>} all @param {string} text */
export const element = (name, all, text) => `<${name}${attributes(all)}>${escaped(text)}</${name}>`;

/** Writes a colour of the theme as programs that draw can read it. @param {string} color `#rrggbb`, `rgb(r g b)`, or a name */
export function colorOf(color) {
  if (!color.startsWith("rgb")) return color;
  const digits = parseColor(color).map((value) => Math.round(value).toString(16).padStart(2, "0"));
  return `#${digits.join("")}`;
}

/** Takes a font of a canvas apart. @param {string} font such as `450 11.2px "Inter", sans-serif` @returns {Font} */
export function fontOf(font) {
  const [, weight = "400", size = "10", family = "sans-serif"] = /^(\w+) ([\d.]+)px (.+)$/.exec(font) ?? [];
  return { weight, size: Number(size), family: family.replaceAll('"', "'") };
}

/** Writes the data of a path. @param {readonly Command[]} path */
export const pathOf = (path) => path.map(commandOf).join("");

/** @param {Command} command */
function commandOf([kind, ...all]) {
  if (kind === "circle") return circleOf(all);
  if (kind === "rect") return rectangleOf(all);
  return kind + all.map(rounded).join(" ");
}

/** Writes a circle as two arcs; where it begins, the painter has moved to, or nothing is painted. @param {readonly number[]} circle */
function circleOf([x = 0, y = 0, radius = 0]) {
  const [left, right, r, middle] = [x - radius, x + radius, radius, y].map(rounded);
  return `M${right} ${middle}A${r} ${r} 0 1 1 ${left} ${middle}A${r} ${r} 0 1 1 ${right} ${middle}Z`;
}

/** Writes a rectangle, with round corners if it has a radius. @param {readonly number[]} rectangle */
function rectangleOf([x = 0, y = 0, width = 0, height = 0, radius = 0]) {
  if (radius === 0) return `M${[x, y].map(rounded).join(" ")}h${rounded(width)}v${rounded(height)}h${rounded(-width)}Z`;
  const [w, h, r] = [width - 2 * radius, height - 2 * radius, radius].map(rounded);
  /** @param {number} dx @param {number} dy */
  const corner = (dx, dy) => `a${r} ${r} 0 0 1 ${rounded(dx * radius)} ${rounded(dy * radius)}`;
  return `M${rounded(x + radius)} ${rounded(y)}h${w}${corner(1, 1)}v${h}${corner(-1, 1)}h${rounded(-(w ?? 0))}${corner(-1, -1)}v${rounded(-(h ?? 0))}${corner(1, -1)}Z`;
}
