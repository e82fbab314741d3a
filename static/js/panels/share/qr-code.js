/** Draws a text as a QR code, which phones and tablets read with their camera. */

import { correction, generate } from "lean-qr/nano";

const SVG = "http://www.w3.org/2000/svg";
/** The empty border that the standard asks for, in modules. */
const BORDER = 4;

/** @param {string} text @param {string} label for screen readers @returns {SVGSVGElement} */
export function qrCode(text, label) {
  const code = generate(text, { minCorrectionLevel: correction.M });
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  const width = code.size + 2 * BORDER;
  svg.setAttribute("viewBox", `${-BORDER} ${-BORDER} ${width} ${width}`);
  svg.setAttribute("class", "qr-code");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  path.setAttribute("d", rows(code));
  svg.append(path);
  return svg;
}

/** Returns the dark modules as rectangles, one per run of a row. @param {{ size: number, get: (x: number, y: number) => boolean }} code */
function rows({ size, get }) {
  let path = "";
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const start = x;
      while (x < size && get(x, y)) x += 1;
      if (x > start) path += `M${start} ${y}h${x - start}v1h${start - x}z`;
    }
  }
  return path;
}
