/** Asks how a number of a network that is not dense was computed. */

/** @import { Explained, NetworkFields, TermsFound } from "../../../protocol.js" */
/** @import { Ask } from "../../../net/requests.js" */
/** @import { Target } from "../../../types.js" */

/**
 * What is known of a target, all of one moment of a step.
 *
 * @typedef {object} CellInspection
 * @property {Target} target
 * @property {readonly Explained[]} explained the number and its gradient, or the way of a parameter to its new value
 * @property {TermsFound | null} terms of the gradient of a parameter
 */

/**
 * @param {Ask} ask
 * @param {Target} target
 * @param {{ probe: number | null, sample: number }} samples `sample` is the one that is read where a number needs one and none is followed
 * @param {NetworkFields} network
 * @returns {Promise<CellInspection | null>} null if there is no answer, or the step went on between two questions
 */
export async function inspectCell(ask, target, { probe, sample }, network) {
  const explain = { type: /** @type {const} */ ("explain") };
  if (target.kind === "edge") {
    const place = { block: target.layer, row: target.row, column: target.column };
    const [terms, way] = await Promise.all([ask({ type: "gradient_terms", ...place, sample: probe }), ask({ ...explain, quantity: "W", ...place })]);
    return isOneMoment([terms, way]) ? { target, explained: [way], terms } : null;
  }
  if (target.kind === "loss") return { target, explained: [await ask({ ...explain, quantity: "loss", sample: probe })], terms: null };
  if (target.kind !== "cell") return null;
  const { node, site, row, column } = target;
  const place = { node, site, row, column, sample: probe ?? sample };
  const hasGradient = network.nodes.some((group) => group.name === node && group.sites.includes(site) && group.has_gradient);
  const value = ask({ ...explain, quantity: "value", ...place });
  const explained = await Promise.all(hasGradient ? [value, ask({ ...explain, quantity: "grad", ...place })] : [value]);
  return isOneMoment(explained) ? { target, explained, terms: null } : null;
}

/** @param {readonly { step: number, done: number }[]} answers */
const isOneMoment = (answers) => new Set(answers.map(({ step, done }) => `${step} ${done}`)).size === 1;
