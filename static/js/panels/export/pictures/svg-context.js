/**
 * A drawing context that writes SVG: what painters paint on it becomes circles, rectangles,
 * paths and texts. It has what the painters use of a canvas's context, and no more. Pure.
 */

import { attributes, colorOf, element, fontOf, MOVED, pathOf, rounded } from "./svg-text.js";

/** @import { Command } from "./svg-text.js" */

/** @typedef {[number, number, number, number, number, number]} Matrix */
/** @typedef {(text: string, font: string) => number} WidthOf returns the width of a text in pixels */

const ANCHORS = /** @type {Record<string, string>} */ ({ center: "middle", right: "end", end: "end" });
const TURN = 2 * Math.PI;
/** @type {Matrix} */
const IDENTITY = [1, 0, 0, 1, 0, 0];

export class SvgContext {
  fillStyle = "black";
  strokeStyle = "black";
  lineWidth = 1;
  lineCap = "butt";
  lineJoin = "miter";
  globalAlpha = 1;
  font = "400 10px sans-serif";
  textAlign = "start";
  textBaseline = "alphabetic";
  /** @type {string[]} */
  #parts = [];
  /** @type {string[]} */
  #definitions = [];
  /** @type {Command[]} */
  #path = [];
  /** @type {({ matrix: Matrix, clips: number, dash: number[] })[]} */
  #saved = [];
  /** @type {Matrix} */
  #matrix = IDENTITY;
  /** Groups that `clip` has opened, and `restore` has to close. */
  #clips = 0;
  /** @type {number[]} */
  #dash = [];
  #widthOf;

  /** @param {WidthOf} widthOf */
  constructor(widthOf) {
    this.#widthOf = widthOf;
  }

  /** What was painted, and the definitions that it refers to. */
  get content() {
    return { definitions: this.#definitions.join("\n"), body: this.#parts.join("\n") };
  }

  /** Groups what `paint` paints. @param {string} name @param {() => void} paint */
  group(name, paint) {
    this.#parts.push(`<g${attributes({ class: name })}>`);
    paint();
    this.#parts.push("</g>");
  }

  /** Adds a link around what `paint` paints. @param {string} href @param {() => void} paint */
  link(href, paint) {
    this.#parts.push(`<a${attributes({ href, target: "_blank" })}>`);
    paint();
    this.#parts.push("</a>");
  }

  save() {
    this.#saved.push({ ...this, matrix: this.#matrix, clips: this.#clips, dash: this.#dash });
  }

  restore() {
    const saved = this.#saved.pop();
    if (!saved) return;
    const { matrix, clips, dash, ...style } = saved;
    Object.assign(this, style);
    this.#parts.push("</g>".repeat(this.#clips - clips));
    this.#matrix = matrix;
    this.#clips = clips;
    this.#dash = dash;
  }

  /** @param {number} x @param {number} y */
  translate(x, y) {
    const [a, b, c, d, e, f] = this.#matrix;
    this.#matrix = [a, b, c, d, a * x + c * y + e, b * x + d * y + f];
  }

  /** @param {number} x @param {number} y */
  scale(x, y) {
    const [a, b, c, d, e, f] = this.#matrix;
    this.#matrix = [a * x, b * x, c * y, d * y, e, f];
  }

  /** @param {number} angle */
  rotate(angle) {
    const [a, b, c, d, e, f] = this.#matrix;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    this.#matrix = [a * cos + c * sin, b * cos + d * sin, c * cos - a * sin, d * cos - b * sin, e, f];
  }

  /** @param {readonly number[]} lengths */
  setLineDash(lengths) {
    this.#dash = [...lengths];
  }

  getLineDash() {
    return [...this.#dash];
  }

  beginPath() {
    this.#path = [];
  }

  /** @param {number} x @param {number} y */
  moveTo(x, y) {
    this.#path.push(["M", x, y]);
  }

  /** A line without a beginning begins where it ends. @param {number} x @param {number} y */
  lineTo(x, y) {
    this.#path.push([this.#path.length === 0 ? "M" : "L", x, y]);
  }

  /** @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 @param {number} x @param {number} y */
  bezierCurveTo(x1, y1, x2, y2, x, y) {
    this.#path.push(["C", x1, y1, x2, y2, x, y]);
  }

  closePath() {
    if (this.#path.length > 0) this.#path.push(["Z"]);
  }

  /** Adds a whole circle, the only arc that painters paint. @param {number} x @param {number} y @param {number} radius @param {number} from @param {number} to */
  arc(x, y, radius, from, to) {
    if (Math.abs(to - from) < TURN - 1e-9) throw new RangeError("only whole circles can be painted");
    this.#path.push(["circle", x, y, radius]);
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  rect(x, y, width, height) {
    this.#path.push(["rect", x, y, width, height, 0]);
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height @param {number} radius */
  roundRect(x, y, width, height, radius) {
    this.#path.push(["rect", x, y, width, height, Math.min(radius, width / 2, height / 2)]);
  }

  /** @param {string} [rule] */
  fill(rule) {
    this.#add({ fill: colorOf(this.fillStyle), "fill-rule": rule });
  }

  stroke() {
    this.#add({ fill: "none", ...this.#strokeOf() });
  }

  /** What is painted until `restore` is cut along the path. */
  clip() {
    const id = `clip-${this.#definitions.length + 1}`;
    this.#definitions.push(`<clipPath${attributes({ id })}>${this.#shape({ transform: this.#transform() })}</clipPath>`);
    this.#parts.push(`<g${attributes({ "clip-path": `url(#${id})` })}>`);
    this.#clips += 1;
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  fillRect(x, y, width, height) {
    const before = this.#path;
    this.#path = [["rect", x, y, width, height, 0]];
    this.fill();
    this.#path = before;
  }

  /** @param {string} text @param {number} x @param {number} y */
  fillText(text, x, y) {
    this.#text(text, x, y, { fill: colorOf(this.fillStyle) });
  }

  /** @param {string} text @param {number} x @param {number} y */
  strokeText(text, x, y) {
    this.#text(text, x, y, { fill: "none", ...this.#strokeOf() });
  }

  /** @param {string} text */
  measureText(text) {
    return { width: this.#widthOf(text, this.font) };
  }

  /** Adds a picture of pixels. @param {string} href @param {{ x: number, y: number, width: number, height: number }} box */
  image(href, box) {
    this.#parts.push(`<image${attributes({ ...box, preserveAspectRatio: "none", href, ...this.#placed() })}/>`);
  }

  /** @param {string} text @param {number} x @param {number} y @param {Record<string, string | number | undefined>} look */
  #text(text, x, y, look) {
    if (text.trim() === "") return;
    const { weight, size, family } = fontOf(this.font);
    const anchor = ANCHORS[this.textAlign];
    const baseline = y + (MOVED[this.textBaseline] ?? 0) * size;
    // Where the font is not installed, another one gets the same width.
    const textLength = this.measureText(text).width;
    const place = {
      x,
      y: baseline,
      textLength,
      lengthAdjust: "spacingAndGlyphs",
      "text-anchor": anchor,
      "font-family": family,
      "font-weight": weight,
      "font-size": size,
    };
    this.#parts.push(element("text", { ...place, ...look, ...this.#placed() }, text));
  }

  /** Adds the path with a look. @param {Record<string, string | number | undefined>} look */
  #add(look) {
    if (this.#path.length > 0) this.#parts.push(this.#shape({ ...look, ...this.#placed() }));
  }

  /** Returns the path as the simplest element. @param {Record<string, string | number | undefined>} look */
  #shape(look) {
    const [first, second, ...more] = this.#path;
    const only = second && first?.[0] === "M" && second[0] === "circle" && more.length === 0 ? second : second ? undefined : first;
    const [kind, a = 0, b = 0, c = 0, d = 0, radius = 0] = only ?? [];
    if (kind === "circle") return `<circle${attributes({ cx: a, cy: b, r: c, ...look })}/>`;
    if (kind === "rect") return `<rect${attributes({ x: a, y: b, width: c, height: d, rx: radius || undefined, ...look })}/>`;
    return `<path${attributes({ d: pathOf(this.#path), ...look })}/>`;
  }

  #strokeOf() {
    return {
      stroke: colorOf(this.strokeStyle),
      "stroke-width": this.lineWidth,
      "stroke-linecap": this.lineCap === "butt" ? undefined : this.lineCap,
      "stroke-linejoin": this.lineJoin === "miter" ? undefined : this.lineJoin,
      "stroke-dasharray": this.#dash.map(rounded).join(" "),
    };
  }

  #placed() {
    return { opacity: this.globalAlpha === 1 ? undefined : this.globalAlpha, transform: this.#transform() };
  }

  #transform() {
    const isPlain = this.#matrix.every((value, i) => value === IDENTITY[i]);
    return isPlain ? undefined : `matrix(${this.#matrix.map((value) => Math.round(value * 1e6) / 1e6).join(" ")})`;
  }
}
