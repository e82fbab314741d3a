/**
 * Formats the state of the page as a URL fragment, `v=1&dataset=xor&hidden=4,2`, and parses
 * it. Only differences from the defaults are written; the parser accepts any text.
 */

import { shortened } from "../../base/numbers/format.js";
import { t } from "../../base/words/i18n.js";
import { encodeTwice, fromLink, toLink } from "../data/upload/table-link.js";
import { fieldFrom, fieldText, flagFrom, isWritable, numberFrom, textOf } from "./field-text.js";

/** @import { Samples } from "../../types.js" */

export const VERSION = 1;
/** The longest fragment that is parsed or written, in characters. */
export const MAX_LENGTH = 8192;
const MAX_ENTRIES = 64;
/** The key of uploaded samples. */
const OWN = "own";
const OWN_NAMES = "own_names";
const OWN_TARGETS = "own_targets";
/** What the keys of the twin's fields begin with, and the key of a twin without a difference. */
const TWIN = "twin.";
const SAME = "twin";
const SHOWN_LENGTH = 32;
/** Flags that belong to the viewer, not to what is shown. */
const OF_VIEWER = new Set(["shortcuts", "showFactors"]);
const THEMES = ["system", "light", "dark"];

/** @typedef {{ name: string, message?: string, experiment: Record<string, unknown>, view: Record<string, unknown> }} Preset */

/**
 * The fields that a link can contain.
 *
 * @typedef {object} Schema
 * @property {Record<string, unknown>} experiment every field with its default
 * @property {Record<string, unknown>} view every part of the view with its default; of
 *   these a link carries flags, what has `choices`, and what has `ranges`
 * @property {Record<string, readonly string[]>} choices values of a part of the view
 * @property {Record<string, readonly [number, number]>} ranges lowest and highest value;
 *   the speed may also be `full`
 * @property {readonly Preset[]} presets
 */

/** What a link contains; `twin` has the fields of the twin that differ, null without a twin. @typedef {{ experiment: Record<string, unknown>, view: Record<string, unknown>, theme: string | null, twin?: Record<string, unknown> | null, samples?: Samples | null }} Shared */
/** @typedef {Shared & { twin: Record<string, unknown> | null, preset: string | null, problems: string[], isEmpty: boolean }} ParsedFragment */

/**
 * Returns the fragment of a state, without `#`; empty for the defaults.
 *
 * @param {Schema} schema
 * @param {Shared} state
 */
export function formatFragment(schema, { experiment, view, theme, twin = null, samples }) {
  const pairs = [
    ...Object.keys(schema.experiment)
      .filter((name) => differs(experiment[name], schema.experiment[name]) && isWritable(name, experiment[name]))
      .map((name) => [name, fieldText(name, experiment[name])]),
    ...Object.keys(schema.view)
      .filter((name) => isShared(schema, name) && differs(view[name], schema.view[name]))
      .map((name) => [keyOf(name), textOf(view[name], "full")]),
  ];
  if (twin) pairs.push(...twinPairs(twin));
  const own = ownText(experiment, samples);
  if (own !== null) pairs.push([OWN, own]);
  if (own !== null && samples?.names) pairs.push([OWN_NAMES, samples.names.map(encodeTwice).join(",")]);
  if (own !== null && samples?.target_names) pairs.push([OWN_TARGETS, samples.target_names.map(encodeTwice).join(",")]);
  if (theme === "light" || theme === "dark") pairs.push(["theme", theme]);
  if (pairs.length === 0) return "";
  return [["v", String(VERSION)], ...pairs].map(([key, text]) => `${key}=${text}`).join("&");
}

/** Returns the pairs of the twin: its differences, or that there are none. @param {Record<string, unknown>} twin */
function twinPairs(twin) {
  const names = Object.keys(twin).filter((name) => isWritable(name, twin[name]));
  return names.length > 0 ? names.map((name) => [TWIN + name, fieldText(name, twin[name])]) : [[SAME, "same"]];
}

/**
 * Returns the fields that no link can contain, because they are tables of numbers.
 *
 * @param {Schema} schema
 * @param {Record<string, unknown>} experiment
 * @param {Samples | null} [samples] of the experiment's uploaded table
 */
export const unshareable = (schema, experiment, samples = null) =>
  Object.keys(schema.experiment).filter(
    (name) =>
      differs(experiment[name], schema.experiment[name]) &&
      !isWritable(name, experiment[name]) &&
      !(name === "dataset" && ownText(experiment, samples) !== null),
  );

/** Returns uploaded samples as text, if they are few enough. @param {Record<string, unknown>} experiment @param {Samples | null} [samples] */
const ownText = (experiment, samples) => (samples && !isWritable("dataset", experiment["dataset"]) ? toLink(samples) : null);

/**
 * Parses a fragment. Unknown keys are ignored; invalid values are omitted and reported as
 * problems. If a key is repeated, its last value counts.
 *
 * @param {Schema} schema
 * @param {string} fragment with or without `#`
 * @returns {ParsedFragment}
 */
export function parseFragment(schema, fragment) {
  /** @type {ParsedFragment} */
  const found = { experiment: {}, view: {}, theme: null, twin: null, preset: null, problems: [], isEmpty: true };
  const text = fragment.replace(/^#/, "");
  if (text.length > MAX_LENGTH) {
    found.problems.push(t("link.too_long", { n: MAX_LENGTH }));
    return found;
  }
  const pairs = pairsOf(text);
  const version = pairs.get("v") ?? String(VERSION);
  if (version !== String(VERSION)) found.problems.push(t("link.version", { version: shown(version) }));
  const preset = pairs.get("preset");
  if (preset !== undefined) takePreset(schema, preset, found);
  for (const [key, value] of pairs) {
    if (Object.hasOwn(schema.experiment, key)) takeField(schema, key, value, found);
    else if (key === OWN) takeOwn(value, pairs, found);
    else if (key === SAME) found.twin ??= {};
    else if (key.startsWith(TWIN)) takeTwin(schema, key.slice(TWIN.length), value, found);
    else if (key === "theme") takeTheme(value, found);
    else takeView(schema, key, value, found);
  }
  const count = Object.keys(found.experiment).length + Object.keys(found.view).length;
  found.isEmpty = count === 0 && found.twin === null && found.theme === null && found.preset === null;
  return found;
}

/** Returns the run of a fragment, as run-text.js packs it; null without one. @param {string} fragment */
export const runIn = (fragment) => /(?:^#?|&)run=([\w-]+)/.exec(fragment)?.[1] ?? null;

/** @param {string} text */
function pairsOf(text) {
  /** @type {Map<string, string>} */
  const pairs = new Map();
  for (const entry of text.split("&").slice(0, MAX_ENTRIES)) {
    const at = entry.indexOf("=");
    if (at > 0) pairs.set(decoded(entry.slice(0, at)), decoded(entry.slice(at + 1)));
  }
  return pairs;
}

/** @param {Schema} schema @param {string} name @param {ParsedFragment} found */
function takePreset(schema, name, found) {
  const preset = schema.presets.find((entry) => entry.name === name);
  if (!preset) {
    found.problems.push(t("link.no_preset", { name: shown(name) }));
    return;
  }
  found.preset = name;
  const { twin, ...view } = preset.view;
  Object.assign(found.experiment, preset.experiment);
  Object.assign(found.view, view);
  if (twin) found.twin = /** @type {Record<string, unknown>} */ ({ ...twin });
}

/** @param {Schema} schema @param {string} name @param {string} text @param {ParsedFragment} found */
function takeTwin(schema, name, text, found) {
  if (!Object.hasOwn(schema.experiment, name)) return;
  const value = fieldFrom(name, schema.experiment[name], text);
  const kept = found.twin?.[name] ?? found.experiment[name] ?? schema.experiment[name];
  if (value === undefined) found.problems.push(refusal(TWIN + name, text, fieldText(name, kept)));
  else found.twin = { ...found.twin, [name]: value };
}

/** @param {Schema} schema @param {string} key @param {string} text @param {ParsedFragment} found */
function takeField(schema, key, text, found) {
  const value = fieldFrom(key, schema.experiment[key], text);
  const replacement = found.experiment[key] ?? schema.experiment[key];
  if (value === undefined) found.problems.push(refusal(key, text, fieldText(key, replacement)));
  else found.experiment[key] = value;
}

/** @param {string} text @param {ReadonlyMap<string, string>} pairs @param {ParsedFragment} found */
function takeOwn(text, pairs, found) {
  const samples = fromLink(text);
  if (!samples) {
    found.problems.push(t("link.no_table"));
    return;
  }
  const names = namesFrom(pairs.get(OWN_NAMES), samples.x[0]?.length);
  const target_names = namesFrom(pairs.get(OWN_TARGETS), [samples.y[0]].flat().length);
  found.experiment["dataset"] = { ...samples, ...(names && { names }), ...(target_names && { target_names }) };
}

/** Returns as many names as there are columns, or null. @param {string | undefined} text @param {number | undefined} count */
function namesFrom(text, count) {
  const names = text?.split(",").map(decoded);
  return names?.length === count ? names : null;
}

/** @param {string} text @param {ParsedFragment} found */
function takeTheme(text, found) {
  if (THEMES.includes(text)) found.theme = text;
  else found.problems.push(refusal("theme", text, t("link.own_choice")));
}

/** @param {Schema} schema @param {string} key @param {string} text @param {ParsedFragment} found */
function takeView(schema, key, text, found) {
  const name = Object.keys(schema.view).find((part) => isShared(schema, part) && keyOf(part) === key);
  if (name === undefined) return;
  const value = viewValue(schema, name, text);
  const replacement = found.view[name] ?? schema.view[name];
  if (value === undefined) found.problems.push(refusal(key, text, textOf(replacement, "full")));
  else found.view[name] = value;
}

/** @param {Schema} schema @param {string} name @param {string} text */
function viewValue(schema, name, text) {
  const range = schema.ranges[name];
  if (range) {
    if (text === "full" && name === "speed") return null;
    const value = numberFrom(text);
    return value !== undefined && value >= range[0] && value <= range[1] ? value : undefined;
  }
  const choices = schema.choices[name];
  if (choices) return choices.includes(text) ? text : undefined;
  return flagFrom(text);
}

/** Returns whether a link contains a part of the view. @param {Schema} schema @param {string} name */
function isShared(schema, name) {
  if (Object.hasOwn(schema.choices, name) || Object.hasOwn(schema.ranges, name)) return true;
  return typeof schema.view[name] === "boolean" && !OF_VIEWER.has(name);
}

/** Returns the key of a part of the view in a link: `show_test` for `showTest`, `view` for the view of the whole page. @param {string} name */
export const keyOf = (name) => (name === "tab" ? "view" : name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));

/** @param {unknown} a @param {unknown} b */
const differs = (a, b) => a !== undefined && JSON.stringify(a) !== JSON.stringify(b);

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param {string} key @param {string} text @param {string | null} replacement the value that is used instead */
const refusal = (key, text, replacement) => t("link.refused", { key, text: shown(text), standing: replacement ?? "" });

/** Quotes an untrusted text for a message: shortened, without control characters. @param {string} text */
function shown(text) {
  const clean = text.replace(/\p{C}/gu, "\u00b7");
  return `"${shortened(clean, SHOWN_LENGTH)}"`;
}

/** Returns the observer key of a link with `look=…`; null for any other. @param {string} hash */
export const observerKeyOf = (hash) => /^#look=([\w-]{16,64})$/.exec(hash)?.[1] ?? null;
