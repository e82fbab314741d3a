/** Questions about a step that is not computed yet, and the answers to choose from. Pure. */

import { t } from "../../../base/words/i18n.js";
import { hasLayers, partNames } from "../../../base/words/parts.js";
import { parameterName } from "../../../base/words/sentence.js";
import { isDense } from "../../../scene/kinds/nodes.js";
import { partName } from "../../network/part-name.js";

/** @import { Program, State, Status, Target } from "../../../types.js" */

/** @typedef {"sign" | "direction" | "layer" | "sample" | "uphill"} Question */
/** @typedef {Extract<Target, { kind: "edge" }>} Edge */
/** @typedef {{ question: Question, place: Edge, step: number }} Asked what is asked of which step */

/** @type {readonly Question[]} */
export const QUESTIONS = ["sign", "direction", "layer", "sample", "uphill"];
/** With more samples in the batch there is no choice among them. */
const MOST_SAMPLES = 12;
/** The phases before any gradient of a parameter is computed. */
const BEFORE = new Set(["forward", "loss", "local"]);

/** Returns how many steps are finished, and whether none is under way. @param {Status | null} status */
export const position = (status) => ({ step: status?.step ?? 0, isBetween: (status?.op ?? null) === null });

/** Returns the first step of which no gradient is computed that an answer depends on. @param {Status | null} status */
export const stepAhead = (status) => position(status).step + (!status?.op || BEFORE.has(status.op.phase) ? 1 : 2);

/** Returns the weight or bias that is asked about: the selected one, or the first. @param {Target | null} pinned @param {State["network"]} network @returns {Edge} */
export function placeOf(pinned, network) {
  const block = pinned?.kind === "edge" ? network?.blocks[pinned.layer] : undefined;
  if (pinned?.kind === "edge" && block && pinned.row < lengthOf(block.rows) && (pinned.column ?? 0) < lengthOf(block.columns)) return pinned;
  return { kind: "edge", layer: 0, row: 0, column: 0 };
}

/** @param {readonly (readonly [string, number])[]} stretches */
const lengthOf = (stretches) => stretches.reduce((sum, [, n]) => sum + n, 0);

/** Names a weight or a bias within a sentence. @param {Omit<Edge, "kind">} place @param {State["network"]} network */
export function placeName({ layer, row, column }, network) {
  if (!network || isDense(network)) return parameterName(layer, row, column);
  return t("predict.name", { name: partName({ kind: "edge", layer, row, column }, network) });
}

/** Returns the end of the key of the text about a question: layers of other networks are blocks. @param {Question} question @param {State["network"]} network */
export const keyOf = (question, network) => (question === "layer" && network && !hasLayers(network) ? "block" : question);

/** Returns the questions that can be asked of a step. @param {number} step @param {Program | null} program @returns {Question[]} */
export const possible = (step, program) => QUESTIONS.filter((question) => question !== "sample" || samplesOf(step, program).length > 1);

/** The batch of a step, if it is known and small. @param {number} step @param {Program | null} program */
function samplesOf(step, program) {
  const batch = program?.step === step ? program.batch : [];
  return batch.length <= MOST_SAMPLES ? batch : [];
}

/**
 * Returns the answers to choose from, with their names.
 *
 * @param {Asked} asked
 * @param {State["network"]} network
 * @param {Program | null} program
 * @returns {(readonly [answer: string, name: string])[]}
 */
export function answersOf({ question, step }, network, program) {
  if (question === "layer") {
    return partNames(network).map((name, k) => [String(k), name]);
  }
  if (question === "sample") return samplesOf(step, program).map((index) => [String(index), String(index + 1)]);
  const names = {
    sign: /** @type {const} */ (["positive", "negative", "zero"]),
    direction: /** @type {const} */ (["up", "down", "stays"]),
    uphill: /** @type {const} */ (["yes", "no"]),
  };
  return names[question].map((name) => [name, t(`predict.answer.${name}`)]);
}
