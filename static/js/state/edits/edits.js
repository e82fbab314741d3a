/** Edits: what a gesture asks of the server, and how it is undone. Pure. */

import { parameterAt } from "../../net/frame.js";
import { gestureName } from "./gesture.js";

/** @import { Frame, Target, View } from "../../types.js" */
/** @import { ExperimentFields } from "../../protocol.js" */
/** @import { Request } from "../../net/requests.js" */

/** The typed-in weights, and the fields that decide how weights are drawn without them. */
const GIVEN = "initial_parameters";
const DRAW = ["seed", "initializer", "initializer_scale"];

/**
 * @typedef {object} Edit
 * @property {string} name of the gesture
 * @property {Request | null} before the request that undoes it; null if the page does not have it
 * @property {Request} after the request that carries it out
 * @property {boolean} [continues] whether a run continues after a reset
 * @property {readonly Request[]} [requests] what carries it out if that is more than `after`, which is one of them
 * @property {ViewChange} [view] what is shown before and after it, if it changes that too
 */

/** @typedef {{ before: Partial<View>, after: Partial<View> }} ViewChange */

/** @typedef {Record<string, unknown> | null} Experiment null before the welcome */

/** Returns the fields that a request sets. @param {Request} request @returns {ExperimentFields} */
export function fieldsOf(request) {
  if (request.type === "reset") return request.experiment ?? {};
  if (request.type !== "change" || request.run === 1) return {};
  const { type: _type, run: _run, restore: _restore, ...fields } = request;
  return fields;
}

/**
 * Sets fields of the experiment, without a reset if all of them can change during a run.
 *
 * @param {ExperimentFields} fields
 * @param {Experiment} experiment
 * @param {ReadonlySet<string>} liveFields
 * @returns {Edit}
 */
export function fieldsEdit(fields, experiment, liveFields) {
  const names = Object.keys(fields);
  if (!names.every((name) => liveFields.has(name))) return { ...resetEdit(gestureName(names), experiment, drawn(fields, experiment)), continues: true };
  const before = experiment && Object.fromEntries(names.map((name) => [name, experiment[name]]));
  return { name: gestureName(names), before: before && { type: "change", ...before }, after: { type: "change", ...fields } };
}

/**
 * Starts again at step 0, with other fields if they are given.
 *
 * @param {string} name
 * @param {Experiment} experiment
 * @param {ExperimentFields} [fields]
 * @returns {Edit}
 */
export function resetEdit(name, experiment, fields) {
  return {
    name,
    before: experiment && { type: "reset", experiment },
    after: fields ? { type: "reset", experiment: fields } : { type: "reset" },
  };
}

/** Draws other initial weights. @param {Experiment} experiment @returns {Edit} */
export const seedEdit = (experiment) => resetEdit("seed", experiment, drawn({ seed: (Number(experiment?.["seed"] ?? 0) + 1) % 2 ** 32 }, experiment));

/** Gives up weights that were typed in, where fields ask for others to be drawn. @param {ExperimentFields} fields @param {Experiment} experiment @returns {ExperimentFields} */
function drawn(fields, experiment) {
  const isAsked = DRAW.some((name) => name in fields) && !(GIVEN in fields) && (experiment?.[GIVEN] ?? null) !== null;
  return isAsked ? { ...fields, [GIVEN]: null } : fields;
}

/**
 * Sets a weight or a bias.
 *
 * @param {Extract<Target, { kind: "edge" }>} edge
 * @param {number} value
 * @param {Frame | null} frame
 * @returns {Edit}
 */
export function parameterEdit(edge, value, frame) {
  const { layer, row, column } = edge;
  const old = parameterAt(frame, edge);
  const request = /** @type {const} */ ({ type: "set_parameter", layer, row, column });
  return { name: `${layer},${row},${column}`, before: old === null ? null : { ...request, value: old }, after: { ...request, value } };
}
