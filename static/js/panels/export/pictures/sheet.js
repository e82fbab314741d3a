/**
 * What pictures are painted on: a canvas, or a context that writes SVG. Both take shapes and
 * texts from the same painters; pictures of pixels they take each in their own way.
 */

import { SvgContext } from "./svg-context.js";
import { attributes, element } from "./svg-text.js";

/** @import { Rect } from "../../../types.js" */
/** @import { Pixels } from "../../../painters/base/curve.js" */

/**
 * @typedef {object} Sheet
 * @property {CanvasRenderingContext2D} ctx
 * @property {(box: Rect, fill: (pixels: Pixels) => void, size?: Size) => void} image puts pixels into a rectangle: as many as it has, or so many, scaled
 * @property {(canvas: HTMLCanvasElement, box: Rect) => void} copy puts what is on a canvas into a rectangle
 * @property {(name: string, paint: () => void) => void} group names what `paint` paints
 * @property {(href: string, paint: () => void) => void} link makes what `paint` paints a link
 */

/** @typedef {{ width: number, height: number }} Size */
/** @typedef {{ title: string, description: string, link: string }} About the description that a file contains */

/** Pixels of a heatmap in an SVG: per unit, and at most across; it is interpolated from 100 or fewer. */
const FINE = 2;
const MOST_ACROSS = 512;
const XML = '<?xml version="1.0" encoding="UTF-8"?>';
const SPACES = Object.freeze({ xmlns: "http://www.w3.org/2000/svg", "xmlns:dc": "http://purl.org/dc/elements/1.1/" });
const CREATOR = "Backprop Live";

/** @param {CanvasRenderingContext2D} ctx @param {number} ratio pixels per unit @returns {Sheet} */
export function canvasSheet(ctx, ratio) {
  const image = imageMaker();
  return {
    ctx,
    image: (box, fill, size) => ctx.drawImage(image(size ?? scaled(box, ratio), fill), box.x, box.y, box.width, box.height),
    copy: (canvas, { x, y, width, height }) => ctx.drawImage(canvas, x, y, width, height),
    group: (_name, paint) => paint(),
    link: (_href, paint) => paint(),
  };
}

/**
 * Creates a sheet of an SVG.
 *
 * @param {CanvasRenderingContext2D} measure a context of a canvas, which measures texts
 */
export function svgSheet(measure) {
  const image = imageMaker();
  const ctx = new SvgContext((text, font) => {
    measure.font = font;
    return measure.measureText(text).width;
  });
  /** @type {Sheet} */
  const sheet = {
    ctx: /** @type {CanvasRenderingContext2D} */ (/** @type {unknown} */ (ctx)),
    image: (box, fill, size) => ctx.image(image(size ?? scaled(box, Math.min(FINE, MOST_ACROSS / box.width)), fill).toDataURL("image/png"), box),
    copy: (canvas, box) => ctx.image(canvas.toDataURL("image/png"), box),
    group: (name, paint) => ctx.group(name, paint),
    link: (href, paint) => ctx.link(href, paint),
  };
  return {
    sheet,
    /** Returns the file. @param {{ width: number, height: number }} size @param {About} about */
    file({ width, height }, { title, description, link }) {
      const { definitions, body } = ctx.content;
      const box = { width, height, viewBox: [0, 0, width, height].join(" "), "font-variant": "tabular-nums" };
      const about = element("dc:title", {}, title) + element("dc:source", {}, link) + element("dc:creator", {}, CREATOR);
      return [
        XML,
        `<svg${attributes({ ...SPACES, role: "img", "aria-labelledby": "title", "aria-describedby": "about", ...box })}>`,
        element("title", { id: "title" }, title),
        element("desc", { id: "about" }, description),
        `<metadata>${about}</metadata>`,
        `<defs>${definitions}</defs>`,
        body,
        "</svg>\n",
      ].join("\n");
    },
  };
}

/** Returns a function that fills a canvas, always the same, with pixels. */
function imageMaker() {
  const canvas = document.createElement("canvas");
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  let image = new ImageData(1, 1);
  /** @param {Size} size @param {(pixels: Pixels) => void} fill */
  return ({ width, height }, fill) => {
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    if (image.width !== width || image.height !== height) image = new ImageData(width, height);
    fill({ data: new Uint32Array(image.data.buffer), width, height });
    ctx.putImageData(image, 0, 0);
    return canvas;
  };
}

/** @param {Size} size @param {number} ratio @returns {Size} in whole pixels */
const scaled = ({ width, height }, ratio) => ({ width: Math.max(1, Math.round(width * ratio)), height: Math.max(1, Math.round(height * ratio)) });
