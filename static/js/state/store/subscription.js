/** Chooses the sections to subscribe to: only those on screen. Pure. */

import { PAGE } from "../../base/page/page-data.js";
import { distributionTarget } from "../../scene/distributions/distribution-target.js";
import { sizesOf } from "../../scene/network/node-lens.js";
import { sameTarget } from "../../scene/network/targets.js";
import { outputView } from "../../scene/output/output-views.js";

/** @import { State, View } from "../../types.js" */
/** @import { Watch } from "../../protocol.js" */
/** @typedef {Watch["sections"][number]} SectionName */

/** The highest resolution; the server lowers it for a large network that is running. */
const SURFACE_RESOLUTION = 100;
const FRAMES_PER_SECOND = 60;
/** For a large network that is paused: low, so that the server can compute at full resolution. */
const FEW_FRAMES_PER_SECOND = 10;
const MANY_PARAMETERS = 1500;
const NEURON_RESOLUTION = 28;
const MANY_UNITS = 96;

/** @type {readonly SectionName[]} */
const PARAMETERS = ["W", "b", "dW", "db", "update_W", "update_b"];
/** The numbers of units. @type {readonly SectionName[]} */
const NUMBERS = ["z", "a", "delta"];

/** The figures of the lower chart, all of which are drawn from the first step on. @type {readonly SectionName[]} */
const FIGURES = Object.values(PAGE.layer_figures).map(({ section }) => section);

/** What the gradient strip needs besides delta. @type {readonly SectionName[]} */
const FACTORS = ["da_rms", "delta_theory", "delta_theory_band"];

/** @type {State["watched"]} */
const NOTHING = { nodes: [], sections: [] };

/** Returns the place whose numbers are also sent as doubles: the selected neuron or weight, if it is one whose numbers need it. @param {Pick<View, "exact" | "hover" | "pinned">} view @returns {Pick<Watch, "place">} */
function placeOf({ exact, hover, pinned }) {
  const selected = hover ?? pinned;
  if (!exact || (selected && !sameTarget(exact, selected))) return {};
  if (exact.kind === "neuron") return { place: { layer: exact.layer, row: exact.index } };
  return exact.kind === "edge" ? { place: { layer: exact.layer, row: exact.row, column: exact.column } } : {};
}

/**
 * Returns the fields of the `watch` command.
 *
 * @param {Pick<State, "data" | "network" | "view" | "running"> & Partial<Pick<State, "twin" | "watched">>} state
 */
export function subscriptionOf({ data, network, view, running, watched = NOTHING, twin = null }) {
  const nHidden = (network?.layers ?? []).slice(0, -1).reduce((sum, layer) => sum + layer.fan_out, 0);
  /** @type {SectionName[]} */
  const sections = [...FIGURES];
  const kinds = [network?.kind, twin?.network.kind].flatMap((kind) => kind ?? []);
  const isPictured = kinds.some((kind) => kind !== "dense");
  if (!isPictured || kinds.includes("dense")) sections.push(...PARAMETERS, ...NUMBERS);
  if (isPictured) sections.push("node_target", ...watched.sections);
  if (data?.domain) sections.push("surface", "neuron_surface");
  if (nHidden > 0) sections.push("unit_dead", "unit_saturated");
  const shown = outputView(data, view.answers);
  if (shown === "samples") sections.push("predicted");
  if (shown === "confusion") sections.push("confusion");
  const sizes = sizesOf(view.nodeLens);
  if (sizes) sections.push(sizes.section);
  if (view.showFactors && nHidden > 0) sections.push(...FACTORS);
  sections.push(...PAGE.lenses[view.lens].watch);
  if ((view.hover ?? view.pinned)?.kind === "input" && !sections.includes("a_prev")) sections.push("a_prev");
  if (twin) sections.push("losses", "accuracies");
  const isSmall = nHidden > MANY_UNITS || view.tab === "twins";
  const distribution = distributionTarget({ view, network, twin });
  if (distribution) sections.push("distributions");
  const isFine = !running && (network?.n_parameters ?? 0) > MANY_PARAMETERS;
  return {
    fps: isFine ? FEW_FRAMES_PER_SECOND : FRAMES_PER_SECOND,
    sections: [...new Set(sections)],
    probe: view.probe,
    ...(isPictured && { nodes: [...watched.nodes] }),
    ...(!isPictured && placeOf(view)),
    ...(distribution && { distribution_layer: distribution.layer, distribution_row: distribution.row }),
    surface_resolution: view.tab === "twins" ? SURFACE_RESOLUTION / 2 : SURFACE_RESOLUTION,
    neuron_resolution: isSmall ? NEURON_RESOLUTION / 2 : NEURON_RESOLUTION,
  };
}
