/** Twins worth making, from the present experiment: the best first. Pure. */

import { PAGE } from "../../base/page/page-data.js";

/** @import { ExperimentFields } from "../../protocol.js" */

/** @typedef {{ key: SuggestionKey, change: ExperimentFields }} Suggestion */
/** @typedef {"relu" | "sigmoid" | "he" | "glorot" | "adam" | "sgd" | "fewer" | "rate" | "l2" | "no_l2" | "same"} SuggestionKey */

const RATE_FACTOR = 10;
const L2 = 0.01;

/**
 * @param {Record<string, unknown>} experiment
 * @returns {Suggestion[]}
 */
export function suggestionsFor(experiment) {
  const hidden = /** @type {number[]} */ (experiment["hidden"] ?? []);
  const rate = Number(experiment["learning_rate"]) * RATE_FACTOR;
  /** @type {(Suggestion | null)[]} */
  const all = [
    activation(experiment["activation"]),
    initializer(String(experiment["initializer"])),
    experiment["optimizer"] === "adam" ? { key: "sgd", change: { optimizer: "sgd" } } : { key: "adam", change: { optimizer: "adam" } },
    hidden.length > 1 ? { key: "fewer", change: fewer(hidden, experiment["activation"]) } : null,
    rate <= highestRate() ? { key: "rate", change: { learning_rate: Number(rate.toPrecision(6)) } } : null,
    Number(experiment["l2"]) > 0 ? { key: "no_l2", change: { l2: 0 } } : { key: "l2", change: { l2: L2 } },
    { key: "same", change: {} },
  ];
  return all.filter((one) => one !== null);
}

const highestRate = () => PAGE.limits["learning_rate"]?.[1] ?? 0;

/** @param {unknown} name @returns {Suggestion} */
const activation = (name) => (name === "relu" ? { key: "sigmoid", change: { activation: "sigmoid" } } : { key: "relu", change: { activation: "relu" } });

/** @param {string} name @returns {Suggestion} */
function initializer(name) {
  return name.startsWith("he_") ? { key: "glorot", change: { initializer: "glorot_uniform" } } : { key: "he", change: { initializer: "he_uniform" } };
}

/** Returns the first half of the layers, with their activations. @param {number[]} hidden @param {unknown} activation @returns {ExperimentFields} */
function fewer(hidden, activation) {
  const n = Math.ceil(hidden.length / 2) === hidden.length ? 1 : Math.ceil(hidden.length / 2);
  const kept = { hidden: hidden.slice(0, n) };
  return Array.isArray(activation) ? { ...kept, activation: activation.slice(0, n) } : kept;
}
