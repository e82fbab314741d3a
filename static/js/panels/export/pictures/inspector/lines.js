/**
 * Sets what the inspector's elements contain in lines: texts, formulas, and chips, each with
 * its symbol above its number. What an element is made of, is what is painted: whatever the
 * inspector explains is in its picture.
 */

import { formulaBox, gapBox, rowBox, textBox } from "./formula-boxes.js";

/** @import { Theme } from "../../../../types.js" */
/** @import { Box, Context, Style } from "./formula-boxes.js" */

/** @typedef {{ ctx: Context, theme: Theme }} Setting */
/** @typedef {{ box: Box, isSpace: boolean }} Item */

const TEXT = 0.9;
const HEADING = 1;
const SYMBOL = 0.76;
const CHIP = { padding: 0.45, gap: 0.12, radius: 0.35 };
const LINE_GAP = 0.3;
const DASHES = [3, 2];
/** What only acts on the page. */
const ACTS = ".copies, .hidden";
const INLINE = new Set(["span", "b", "strong", "button", "i", "em", "a"]);

/** Whether an element has nothing but texts and elements that are part of a line. @param {Element} element */
export const isLine = (element) => [...element.children].every((child) => INLINE.has(child.localName));

/**
 * Sets an element in lines of a width, below one another from its upper left corner on.
 *
 * @param {Element} element
 * @param {number} width
 * @param {Setting} setting
 * @returns {{ height: number, paint: (ctx: Context) => void }}
 */
export function linesOf(element, width, setting) {
  const { theme } = setting;
  /** @type {Item[][]} */
  const lines = [[]];
  let end = 0;
  for (const item of itemsOf(element, setting, styleOf(element))) {
    if (end > 0 && end + item.box.width > width) {
      lines.push([]);
      end = 0;
    }
    if (item.isSpace && (end === 0 || lines.at(-1)?.at(-1)?.isSpace)) continue;
    lines.at(-1)?.push(item);
    end += item.box.width;
  }
  const boxes = lines.filter((line) => line.length > 0).map((line) => rowBox(line.map(({ box }) => box)));
  const gap = LINE_GAP * theme.rem;
  return {
    height: boxes.reduce((sum, { ascent, descent }) => sum + ascent + descent + gap, 0),
    paint: (ctx) => {
      let y = 0;
      for (const box of boxes) {
        box.paint(ctx, 0, y + box.ascent);
        y += box.ascent + box.descent + gap;
      }
    },
  };
}

/** Sets an element in one line. @param {Element} element @param {Setting} setting @returns {Box} */
export const lineBox = (element, setting) => rowBox(itemsOf(element, setting, styleOf(element)).map(({ box }) => box));

/** @typedef {{ size: number, weight: number, isSoft: boolean }} Look */

/** @param {Element} element @param {Look} [around] @returns {Look} */
function styleOf(element, around = { size: TEXT, weight: 450, isSoft: false }) {
  if (element.localName === "h4") return { size: HEADING, weight: 650, isSoft: false };
  const isBold = /^(b|strong|th)$/.test(element.localName);
  return { ...around, weight: isBold ? 600 : around.weight, isSoft: around.isSoft || element.classList.contains("soft") };
}

/** Returns the words, formulas and chips of an element. @param {Node} node @param {Setting} setting @param {Look} look @returns {Item[]} */
function itemsOf(node, setting, look) {
  if (!(node instanceof Element)) return wordsOf(node.textContent ?? "", setting, look);
  if (node.matches(ACTS)) return [];
  const space = { box: gapBox(0.3 * setting.theme.rem), isSpace: true };
  if (node.classList.contains("number-chip")) return [{ box: chipBox(node, setting), isSpace: false }, space];
  const math = node.classList.contains("formula") ? node.querySelector("math") : null;
  if (math)
    return [space, { box: colored(formulaBox(math, { ...setting, size: look.size, weight: look.weight }), inkOf(look, setting)), isSpace: false }, space];
  const own = styleOf(node, look);
  const items = [...node.childNodes].flatMap((child) => itemsOf(child, setting, own));
  return /^(span|b|h4)$/.test(node.localName) ? [...items, space] : items;
}

/** @param {Look} look @param {Setting} setting */
const inkOf = ({ isSoft }, { theme }) => (isSoft ? theme.muted : theme.ink);

/** @param {string} text @param {Setting} setting @param {Look} look @returns {Item[]} */
function wordsOf(text, setting, look) {
  const style = { ...setting, size: look.size, weight: look.weight };
  return text
    .split(/(\s+)/)
    .filter(Boolean)
    .map((word) => {
      const isSpace = word.trim() === "" && !word.includes("\u2009");
      return { box: isSpace ? gapBox(textBox(" ", style).width) : colored(textBox(word, style), inkOf(look, setting)), isSpace };
    });
}

/** Paints a box in a colour. @param {Box} box @param {string} color @returns {Box} */
const colored = (box, color) => ({
  ...box,
  paint: (ctx, x, y) => {
    ctx.fillStyle = color;
    box.paint(ctx, x, y);
  },
});

/** Returns the frame of a chip with its symbol above its number. @param {Element} chip @param {Setting} setting @returns {Box} */
function chipBox(chip, setting) {
  const { theme } = setting;
  const { rem } = theme;
  const tone = toneColor(chip.getAttribute("data-tone"), theme);
  const math = chip.querySelector("math");
  /** @type {Style} */
  const style = { ...setting, size: SYMBOL };
  const symbol = math ? formulaBox(math, style) : gapBox(0);
  const value = textBox(chip.querySelector("b")?.textContent ?? "", { ...setting, size: TEXT, weight: 600 });
  const padding = CHIP.padding * rem;
  const inner = Math.max(symbol.width, value.width);
  const [above, below] = [symbol.ascent + symbol.descent + CHIP.gap * rem, value.descent + 0.25 * rem];
  const ascent = value.ascent + above + 0.2 * rem;
  const isDashed = chip.getAttribute("data-tone") === "constant" || chip.classList.contains("not-yet");
  return {
    width: inner + 2 * padding,
    ascent,
    descent: below,
    paint: (ctx, x, y) => {
      ctx.save();
      ctx.fillStyle = theme.panel;
      ctx.strokeStyle = tone;
      ctx.lineWidth = 1;
      ctx.setLineDash(isDashed ? DASHES : []);
      ctx.beginPath();
      ctx.roundRect(x, y - ascent, inner + 2 * padding, ascent + below, CHIP.radius * rem);
      ctx.fill();
      ctx.stroke();
      ctx.restore();
      ctx.fillStyle = tone;
      symbol.paint(ctx, x + padding + (inner - symbol.width) / 2, y - value.ascent - CHIP.gap * rem - symbol.descent);
      ctx.fillStyle = theme.ink;
      value.paint(ctx, x + padding + (inner - value.width) / 2, y);
    },
  };
}

/** The colour of a number by its kind, as on the page. @param {string | null} tone @param {Theme} theme */
function toneColor(tone, { forward, backward, accent, muted }) {
  return /** @type {Record<string, string>} */ ({ forward, backward, weight: accent })[tone ?? ""] ?? muted;
}
