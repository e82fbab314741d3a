/** Names the numbers of a convolutional network, and writes them. */

import { number, signed } from "../../base/numbers/format.js";
import { t } from "../../base/words/i18n.js";
import { section } from "../../net/frame.js";
import { blockOf, isParameter, numberIn } from "../../scene/convolution/numbers.js";
import { plotAt } from "../../scene/convolution/places.js";

/** @import { SectionName } from "../../types.js" */
/** @import { Shown } from "../../scene/convolution/numbers.js" */
/** @import { Net, Place, Shape } from "../../scene/convolution/types.js" */

/** @typedef {[name: string, text: string]} NumberRow */

/** Returns the name of a number. @param {Place} place @param {Net} net @param {readonly string[]} classes */
export function nameOf({ part, stage, filter, channel, row, column }, { stages }, classes) {
  const at = { row: row + 1, column: column + 1, filter: filter + 1, channel: channel + 1 };
  const isHead = stage === stages.length;
  const of = { ...at, name: classes[filter] ?? String(filter + 1) };
  if (part === "x" || part === "dx") return t(`convolution.name.${part}`, at);
  if (part === "y") return t("convolution.name.y", of);
  if (part === "W") return t("convolution.name.W", of);
  if (isHead) return t("convolution.name.head_bias", of);
  const name = part === "b" || part === "db" ? t("convolution.name.b", at) : t(`convolution.name.${part === "dK" ? "K" : part}`, at);
  const ofMap = (part === "K" || part === "dK") && (stages[stage]?.channels ?? 1) > 1 ? t("convolution.name.of_map", at) : "";
  return (stages.length > 1 ? t("convolution.name.stage", { stage: stage + 1 }) : "") + name + ofMap;
}

/** Returns one number of a parameter in a frame; null if the frame does not have it. @param {Shown} shown @param {Place} place @param {readonly [SectionName, SectionName]} sections of weights and of biases */
export function parameterOf({ frame, net }, place, [weights, biases]) {
  const { block, row, column } = blockOf(place, net);
  const found = section(frame, column === null ? biases : weights, block);
  if (!found) return null;
  const [, columns = 0] = place.part === "W" ? net.head.map : [0, net.stages[place.stage]?.size];
  const width = found.values.length / (found.shape[0] ?? 1);
  return found.values[row * width + (column === null ? 0 : column + place.row * columns + place.column)] ?? null;
}

/** Returns the numbers of a place, as rows of a card. @param {Place} place @param {Shape} shape @param {Shown} shown @param {boolean} isSample @returns {NumberRow[]} */
export function numbersAt(place, shape, shown, isSample) {
  if (isParameter(place.part)) {
    const ofBias = Number(place.part === "b" || place.part === "db");
    /** @param {readonly [SectionName, SectionName]} sections */
    const read = (sections) => signed(parameterOf(shown, place, sections));
    return [
      [t(ofBias ? "card.b" : "card.w_now"), read(["W", "b"])],
      [t(isSample ? "convolution.gradient.sample" : "convolution.gradient.batch", { name: ofBias ? "b" : "w" }), read(["dW", "db"])],
      [t("card.update"), read(["update_W", "update_b"])],
    ];
  }
  const plot = plotAt(shape, place);
  if (!plot) return [];
  const value = numberIn(plot, place.row, place.column, shown);
  return [[t(valueName(place, shown)), place.part === "x" ? number(value) : signed(value)]];
}

/** @param {Place} place @param {Shown} shown */
function valueName({ part }, { isGradient }) {
  if (part === "x") return /** @type {const} */ ("convolution.value.x");
  if (part === "dx") return /** @type {const} */ ("convolution.value.dx");
  const name = /** @type {"z" | "a" | "pool" | "y"} */ (part);
  return isGradient ? /** @type {const} */ (`convolution.gradient.${name}`) : /** @type {const} */ (`convolution.value.${name}`);
}

/** Describes a place for screen readers. @param {Place} place @param {Shape} shape @param {Shown} shown @param {readonly string[]} classes @param {boolean} isSample */
export function spokenOf(place, shape, shown, classes, isSample) {
  const texts = numbersAt(place, shape, shown, isSample).map(([name, text]) => `${name} ${text}`);
  return `${nameOf(place, shape.net, classes)}. ${texts.join(", ")}`;
}
