/** Translates message keys with the catalogue that the server embeds in the page. */

import { count, LANGUAGE } from "../numbers/format.js";
import { byId } from "../page/dom.js";
import { PAGE } from "../page/page-data.js";

/** @typedef {typeof import("../../../../app/languages/en.json")} Catalogue */
/** @typedef {keyof Catalogue["script"] | keyof Catalogue["later"]} Key */
/** @typedef {string | Record<string, string>} Entry a sentence, or one per plural form */
/** @typedef {Record<string, string | number>} Values */

/**
 * @param {string} language
 * @param {Record<string, Entry>} entries
 * @param {(value: number) => string} [number] writes the numbers
 * @returns {(key: Key, values?: Values) => string} uses `n` to choose the plural form
 */
export function wordsOf(language, entries, number = count) {
  const rules = new Intl.PluralRules(language);
  return (key, values = {}) => {
    const entry = entries[key] ?? key;
    const form = typeof entry === "string" ? entry : (entry[rules.select(Number(values["n"]))] ?? entry["other"] ?? key);
    return form.replace(/\{(\w+)\}/g, (_, name) => {
      const value = values[name] ?? "";
      return typeof value === "number" ? number(value) : value;
    });
  };
}

/** The entries that came with the page. @type {Record<string, Entry>} */
export const WORDS = JSON.parse(globalThis.document?.getElementById("words")?.textContent ?? "{}");

export const t = wordsOf(LANGUAGE, WORDS);

/** @type {Promise<void> | null} */
let later = null;

/** Loads the entries of the parts of the page that load when they are needed; once. */
export function loadWords() {
  later ??= fetch(byId("words").dataset["later"] ?? "")
    .then((answer) => answer.json())
    .then((entries) => {
      Object.assign(WORDS, entries);
      for (const preset of PAGE.presets) preset.message = t(/** @type {Key} */ (`preset.${preset.name}.message`));
    })
    .catch((error) => {
      later = null;
      throw error;
    });
  return later;
}

/** Translates a key that there need not be. @param {string} key @returns {string | null} */
export const tIf = (key) => (key in WORDS ? t(/** @type {Key} */ (key)) : null);

const conjunction = new Intl.ListFormat(LANGUAGE, { type: "conjunction" });

/** Formats a list: `one, two and three`. @param {readonly string[]} names */
export const listed = (names) => conjunction.format(names);

/** Names a layer; layers count from 0 in the protocol and from 1 on the page. @param {number} layer @param {number} [nLayers] the last one of so many is the output */
export const layerName = (layer, nLayers) => (layer + 1 === nLayers ? t("layer.output") : t("layer", { n: layer + 1 }));

/** Names the layers of a network. @param {number} nLayers */
export const layerNames = (nLayers) => Array.from({ length: nLayers }, (_, layer) => layerName(layer, nLayers));

/** Names a unit; units count from 0 in the protocol and from 1 on the page. @param {number} index */
export const unitName = (index) => t("unit", { n: index + 1 });
