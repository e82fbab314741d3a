/** The picture of the inspector: how the numbers of the selected target were computed, set from its elements. */

import { count } from "../../../../base/numbers/format.js";
import { t } from "../../../../base/words/i18n.js";
import { createChips } from "../../../inside/base/chips.js";
import { inspect } from "../../../inside/inspector/inspection.js";
import { makeSections } from "../../../inside/inspector/sections.js";
import { nameOf } from "../../../network/description.js";
import { barsBlock, curveBlock, tableBlock } from "./drawings.js";
import { isLine, linesOf } from "./lines.js";

/** @import { PanelContext } from "../../../context.js" */
/** @import { Block } from "./drawings.js" */
/** @import { Setting } from "./lines.js" */

const WIDTH = 760;
/** One whose number is known. */
const DRAWN_BAR = '.pull[data-value]:not([data-value=""])';
const SECTION_GAP = 18;

/**
 * Asks how the numbers of the pinned target were computed.
 *
 * @param {PanelContext} context
 * @param {Setting} setting
 * @returns {Promise<{ title: string, note: string, width: number, blocks: Block[] } | null>} null without an answer
 */
export async function inspectorScene(context, setting) {
  const { store, ask } = context;
  const { pinned, probe, digits } = store.view.peek();
  const found = pinned && (await inspect(ask, pinned, probe).catch(() => null));
  if (!found) return null;
  const { step, done, n_ops: all } = found.derivation;
  const sections = makeSections(found, { context, chips: createChips(store, () => undefined), digits });
  return {
    title: nameOf(found.target, context),
    note: done === all ? t("inspect.step", { step: count(step) }) : t("inspect.within", { step: count(step), done, all }),
    width: WIDTH,
    blocks: sections.flatMap((section) => [...blocksOf(section, WIDTH, setting), { height: SECTION_GAP, paint: () => undefined }]),
  };
}

/** Returns the blocks of an element, below one another. @param {Element} element @param {number} width @param {Setting} setting @returns {Block[]} */
function blocksOf(element, width, setting) {
  const isPageOnly = element.textContent === t("inspect.bars.click") || (element.matches(".bars") && !element.querySelector(DRAWN_BAR));
  if (isPageOnly) return [];
  if (element.matches(".bars")) return [barsBlock(element, width, setting.theme)];
  if (element.matches("table")) return [tableBlock(element, setting)];
  if (element.matches(".curve")) return [curveBlock(element, width, setting)];
  if (isLine(element)) {
    const block = linesOf(element, width, setting);
    return block.height > 0 ? [block] : [];
  }
  if (element.matches(".inspect-head")) return [linesOf(element, width, setting)];
  // Of a matrix there is what it amounts to; its numbers are in the files of a step.
  const parts = element.matches("details") ? [...element.children].slice(0, 1) : [...element.children];
  return parts.flatMap((part) => blocksOf(part, width, setting));
}
