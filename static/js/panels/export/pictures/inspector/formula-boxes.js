/** Sets formulas for pictures: MathML becomes boxes of text, scripts, fractions and roots, which are painted on any sheet. */

import { setFont } from "../../../../painters/base/shapes.js";

/** @import { Theme } from "../../../../types.js" */

/** @typedef {CanvasRenderingContext2D} Context */
/**
 * What is painted from the left end of its baseline on.
 *
 * @typedef {object} Box
 * @property {number} width
 * @property {number} ascent above the baseline
 * @property {number} descent below it
 * @property {(ctx: Context, x: number, y: number) => void} paint
 */
/** @typedef {{ ctx: Context, theme: Theme, size: number, weight?: number }} Style `ctx` measures texts, `size` is in rem */

const SCRIPT = 0.72;
const SMALLEST = 0.5;
/** Of the size of the letters: how high and how deep a line of text is, and where a fraction has its bar. */
const [ASCENT, DESCENT, AXIS] = [0.74, 0.22, 0.26];
const [RAISED, LOWERED] = [0.38, 0.22];
const LINE_PX = 1;
/** Signs between two numbers, and those that only follow something. */
const INFIX = /^[=+−·⋅×÷←→≤≥<>∈⊙≈±]$/;
const AFTER = /^[,;]$/;
/** What only describes a formula. */
const LEFT_OUT = new Set(["annotation", "mphantom", "none"]);

/** Returns the box of a text. @param {string} text @param {Style} style @returns {Box} */
export function textBox(text, { ctx, theme, size, weight = 450 }) {
  setFont(ctx, theme, { size, weight });
  const { width } = ctx.measureText(text);
  const em = size * theme.rem;
  return {
    width,
    ascent: ASCENT * em,
    descent: DESCENT * em,
    paint: (out, x, y) => {
      setFont(out, theme, { size, weight });
      out.textAlign = "left";
      out.textBaseline = "alphabetic";
      out.fillText(text, x, y);
    },
  };
}

/** Returns an empty box. @param {number} width @returns {Box} */
export const gapBox = (width) => ({ width, ascent: 0, descent: 0, paint: () => undefined });

/** Returns boxes beside one another. @param {readonly Box[]} boxes @returns {Box} */
export function rowBox(boxes) {
  return {
    width: boxes.reduce((sum, { width }) => sum + width, 0),
    ascent: Math.max(0, ...boxes.map(({ ascent }) => ascent)),
    descent: Math.max(0, ...boxes.map(({ descent }) => descent)),
    paint: (ctx, x, y) => {
      let at = x;
      for (const box of boxes) {
        box.paint(ctx, at, y);
        at += box.width;
      }
    },
  };
}

/** Returns the box of an element of MathML. @param {Element} element @param {Style} style @returns {Box} */
export function formulaBox(element, style) {
  const name = element.localName;
  const parts = [...element.children].filter((child) => !LEFT_OUT.has(child.localName));
  const [base, first, second] = parts;
  if (name === "mspace") return gapBox(0.2 * style.size * style.theme.rem);
  if (parts.length === 0) return tokenBox(name, element.textContent ?? "", style);
  if (name === "mfrac" && base && first) return fractionBox(base, first, style);
  if (name === "msqrt") return rootBox(parts, style);
  if (name === "mover" && element.getAttribute("accent") === "true" && base && first) return accentBox(base, first, style);
  if (/^(msub|munder)$/.test(name) && base && first) return scriptsBox(base, first, null, style);
  if (/^(msup|mover)$/.test(name) && base && first) return scriptsBox(base, null, first, style);
  if (/^(msubsup|munderover)$/.test(name) && base && first && second) return scriptsBox(base, first, second, style);
  if (name === "mtable") return tableBox(parts, style);
  return rowBox(parts.map((part) => formulaBox(part, style)));
}

/** Returns the box of a number, a name or a sign. @param {string} name @param {string} text @param {Style} style */
function tokenBox(name, text, style) {
  const box = textBox(text, style);
  if (name !== "mo") return box;
  const gap = gapBox(0.22 * style.size * style.theme.rem);
  if (INFIX.test(text)) return rowBox([gap, box, gap]);
  return AFTER.test(text) ? rowBox([box, gap]) : box;
}

/** @param {Style} style @returns {Style} */
const smaller = (style) => ({ ...style, size: Math.max(SMALLEST, SCRIPT * style.size) });

/** @param {Element} base @param {Element | null} below @param {Element | null} above @param {Style} style @returns {Box} */
function scriptsBox(base, below, above, style) {
  const em = style.size * style.theme.rem;
  const main = formulaBox(base, style);
  const sub = below && formulaBox(below, smaller(style));
  const sup = above && formulaBox(above, smaller(style));
  const apart = sub && sup ? Math.max(0, sup.descent + sub.ascent + LINE_PX - (RAISED + LOWERED) * em) / 2 : 0;
  const raised = Math.max(RAISED * em, main.ascent - ASCENT * em + RAISED * em) + apart;
  const lowered = LOWERED * em + apart;
  return {
    width: main.width + Math.max(sub?.width ?? 0, sup?.width ?? 0) + 0.06 * em,
    ascent: Math.max(main.ascent, sup ? raised + sup.ascent : 0),
    descent: Math.max(main.descent, sub ? lowered + sub.descent : 0),
    paint: (ctx, x, y) => {
      main.paint(ctx, x, y);
      sub?.paint(ctx, x + main.width + 0.02 * em, y + lowered);
      sup?.paint(ctx, x + main.width + 0.04 * em, y - raised);
    },
  };
}

/** @param {Element} above @param {Element} below @param {Style} style @returns {Box} */
function fractionBox(above, below, style) {
  const em = style.size * style.theme.rem;
  const inner = { ...style, size: Math.max(SMALLEST, 0.86 * style.size) };
  const [top, bottom] = [formulaBox(above, inner), formulaBox(below, inner)];
  const width = Math.max(top.width, bottom.width) + 0.3 * em;
  const [up, down] = [AXIS * em + 0.16 * em + top.descent, bottom.ascent + 0.16 * em - AXIS * em];
  return {
    width,
    ascent: up + top.ascent,
    descent: down + bottom.descent,
    paint: (ctx, x, y) => {
      top.paint(ctx, x + (width - top.width) / 2, y - up);
      bottom.paint(ctx, x + (width - bottom.width) / 2, y + down);
      ctx.fillRect(x + 0.08 * em, y - AXIS * em - LINE_PX / 2, width - 0.16 * em, LINE_PX);
    },
  };
}

/** @param {readonly Element[]} parts @param {Style} style @returns {Box} */
function rootBox(parts, style) {
  const em = style.size * style.theme.rem;
  const sign = textBox("√", style);
  const inner = rowBox(parts.map((part) => formulaBox(part, style)));
  const top = Math.max(inner.ascent, ASCENT * em) + 0.1 * em;
  return {
    width: sign.width + inner.width + 0.08 * em,
    ascent: top + LINE_PX,
    descent: inner.descent,
    paint: (ctx, x, y) => {
      sign.paint(ctx, x, y);
      ctx.fillRect(x + sign.width, y - top, inner.width + 0.08 * em, LINE_PX);
      inner.paint(ctx, x + sign.width + 0.04 * em, y);
    },
  };
}

/** @param {Element} base @param {Element} accent @param {Style} style @returns {Box} */
function accentBox(base, accent, style) {
  const em = style.size * style.theme.rem;
  const [main, mark] = [formulaBox(base, style), formulaBox(accent, style)];
  return {
    ...main,
    ascent: main.ascent + 0.16 * em,
    paint: (ctx, x, y) => {
      main.paint(ctx, x, y);
      mark.paint(ctx, x + (main.width - mark.width) / 2, y - 0.12 * em);
    },
  };
}

/** Returns rows below one another, as of the cases of a function. @param {readonly Element[]} rows @param {Style} style @returns {Box} */
function tableBox(rows, style) {
  const em = style.size * style.theme.rem;
  const gap = gapBox(em);
  const inner = smaller(style);
  const boxes = rows.map((row) => rowBox([...row.children].flatMap((cell, k) => [...(k > 0 ? [gap] : []), formulaBox(cell, inner)])));
  const line = inner.size * style.theme.rem * 1.25;
  const ascent = AXIS * em + (boxes.length * line) / 2;
  return {
    width: Math.max(0, ...boxes.map(({ width }) => width)),
    ascent,
    descent: boxes.length * line - ascent,
    paint: (ctx, x, y) => {
      boxes.forEach((box, k) => {
        box.paint(ctx, x, y - ascent + (k + 0.78) * line);
      });
    },
  };
}
