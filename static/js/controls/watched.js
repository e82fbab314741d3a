/** What the server is asked for: only what is on screen. Pure. */

import { answersView } from "../scene/answers.js";
import { SIGNAL_PARTS } from "../scene/signal.js";

/** @import { State } from "../types.js" */
/** @import { Watch } from "../protocol.js" */
/** @typedef {Watch["sections"][number]} SectionName */

const SURFACE_RESOLUTION = 64;
const NEURON_RESOLUTION = 28;
const MANY_UNITS = 96;

/** @type {readonly SectionName[]} */
const NUMBERS = ["W", "b", "dW", "db", "update_W", "update_b", "z", "a", "delta", "gradient_rms"];

/**
 * The part of a watch that follows from what is on screen.
 *
 * @param {Pick<State, "data" | "network" | "view">} state
 */
export function watched({ data, network, view }) {
  const nHidden = (network?.layers ?? []).slice(0, -1).reduce((sum, layer) => sum + layer.fan_out, 0);
  /** @type {SectionName[]} */
  const sections = [...NUMBERS];
  if (data?.domain) sections.push("surface", "neuron_surface");
  const shown = answersView(data, view.answers);
  if (shown === "samples") sections.push("predicted");
  if (shown === "confusion") sections.push("confusion");
  if (view.lens === "signal") sections.push(...SIGNAL_PARTS);
  return {
    sections,
    surface_resolution: SURFACE_RESOLUTION,
    neuron_resolution: nHidden > MANY_UNITS ? NEURON_RESOLUTION / 2 : NEURON_RESOLUTION,
  };
}
