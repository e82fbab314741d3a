/** Edits of the twin: what a gesture asks of the server, and how it is undone. Pure. */

import { gestureName } from "./gesture.js";

/** @import { PageData, State, Twin } from "../../types.js" */
/** @import { ExperimentFields } from "../../protocol.js" */
/** @import { Request } from "../../net/requests.js" */
/** @import { Edit } from "./edits.js" */

/** @typedef {Extract<Request, { type: "twin" }>} TwinRequest */
/** @typedef {Pick<State, "experiment" | "twin">} Pair */

/** @param {TwinRequest["action"]} action @param {ExperimentFields | null} [change] @param {TwinRequest["at"]} [at] @returns {TwinRequest} */
export const twinRequest = (action, change = null, at = "start") => ({ type: "twin", action, change, at });

/** Returns the fields of the twin that differ from the run's. @param {Twin | null} twin @returns {ExperimentFields} */
export const differencesOf = (twin) => Object.fromEntries(Object.entries(twin?.differences ?? {}).map(([field, [, value]]) => [field, value]));

/** Returns what brings back the present twin, or that there is none. @param {Pair} pair @returns {TwinRequest} */
const present = ({ twin }) => (twin ? twinRequest("make", differencesOf(twin)) : twinRequest("drop"));

/** Makes a twin that differs in some fields, or replaces the present one. @param {ExperimentFields} change @param {Pair} pair @param {TwinRequest["at"]} [at] @returns {Edit} */
export const makeEdit = (change, pair, at = "start") => ({ name: "twin-make", before: present(pair), after: twinRequest("make", change, at) });

/** Exchanges the run and its twin. @returns {Edit} */
export const swapEdit = () => ({ name: "twin-swap", before: twinRequest("swap"), after: twinRequest("swap") });

/** Removes the twin. @param {Pair} pair @returns {Edit} */
export const dropEdit = (pair) => ({ name: "twin-drop", before: present(pair), after: twinRequest("drop") });

/** Puts the twin in the place of the run. @param {Pair} pair @returns {Edit} */
export const promoteEdit = ({ experiment }) => ({
  name: "twin-promote",
  before: experiment && { type: "reset", experiment },
  after: twinRequest("promote"),
});

/**
 * Changes fields of the twin: at once if all of them can change during a run, else by making
 * it anew, from step 0.
 *
 * @param {ExperimentFields} fields
 * @param {Pair} pair
 * @param {ReadonlySet<string>} liveFields
 * @returns {Edit}
 */
export function changeTwinEdit(fields, pair, liveFields) {
  const names = Object.keys(fields);
  const { twin } = pair;
  const name = `twin-${gestureName(names)}`;
  if (!twin || !names.every((field) => liveFields.has(field))) return { ...makeEdit({ ...differencesOf(twin), ...fields }, pair), name };
  const before = Object.fromEntries(names.map((field) => [field, twin.experiment[field]]));
  return { name, before: { type: "change", run: 1, ...before }, after: { type: "change", run: 1, ...fields } };
}

/**
 * Begins an experiment of a preset: without the present twin, and with another one if the
 * preset has one.
 *
 * @param {PageData["presets"][number]} preset
 * @param {ExperimentFields} defaults
 * @param {Pair} pair
 * @returns {Edit}
 */
export function presetEdit(preset, defaults, { experiment, twin }) {
  const after = /** @type {Request} */ ({ type: "reset", experiment: { ...defaults, ...preset.experiment } });
  const other = /** @type {ExperimentFields | undefined} */ (preset.view["twin"]);
  const requests = [...(twin ? [twinRequest("drop")] : []), after, ...(other ? [twinRequest("make", other)] : [])];
  return { name: preset.name, before: experiment && { type: "reset", experiment }, after, requests };
}
