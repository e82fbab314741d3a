/** The heatmaps of the network's nodes: over the input plane, or images of weights. Pure. */

import { section, valueAt } from "../../net/frame.js";
import { planeOf } from "./output.js";
import { FEATURES, featureSurface, inputFunction, pixelSide, weightPictures } from "./surface.js";

/** @import { Frame, NodeShape, Plane, Theme } from "../../types.js" */
/** @import { DataFields, NetworkFields } from "../../protocol.js" */

/** @typedef {{ side: number, values: Uint8Array }} Heatmaps values of all heatmaps of one kind, one after the other */
/** @typedef {Record<"input" | "hidden" | "output", Heatmaps | null>} NodeHeatmaps */

const INPUT_RESOLUTION = 24;

/** Returns the heatmaps of the inputs, or null if the data have no plane. @param {readonly string[]} names @param {DataFields | null} data @returns {Heatmaps | null} */
export function inputHeatmaps(names, data) {
  const line = data?.domain?.[0];
  const domain = planeOf(data) ?? (line ? /** @type {const} */ ([line, [-1, 1]]) : null);
  if (!domain) return null;
  const cells = INPUT_RESOLUTION ** 2;
  const values = new Uint8Array(cells * names.length);
  names.forEach((name, i) => {
    const feature = inputFunction(name, data?.axis_names ?? []);
    const centred = FEATURES[name]
      ? domain
      : [
          [-1, 1],
          [-1, 1],
        ];
    values.set(featureSurface(feature, /** @type {Plane} */ (centred), INPUT_RESOLUTION), cells * i);
  });
  return { side: INPUT_RESOLUTION, values };
}

/** Returns the heatmaps of all hidden neurons; if the input is an image, images of the weights of the first layer. @param {Frame | null} frame @param {readonly string[]} inputNames */
export function hiddenHeatmaps(frame, inputNames) {
  const side = pixelSide(inputNames);
  const W = section(frame, "W", 0);
  return side > 0 && W ? { side, values: weightPictures(W) } : surfaceHeatmaps(frame, "neuron_surface");
}

/** Returns the heatmaps of a section. @param {Frame | null} frame @param {"surface" | "neuron_surface"} name @returns {Heatmaps | null} */
export function surfaceHeatmaps(frame, name) {
  const found = section(frame, name);
  return found && { side: found.shape[1] ?? 0, values: /** @type {Uint8Array} */ (found.values) };
}

/** Returns how many hidden neurons the layers before each layer have. @param {readonly NetworkFields["layers"][number][]} layers */
export function unitsBefore(layers) {
  const counts = [0];
  for (const { fan_out } of layers.slice(0, -1)) counts.push((counts.at(-1) ?? 0) + fan_out);
  return counts;
}

/**
 * Finds the heatmap of a node.
 *
 * @param {NodeShape} node an input or a neuron
 * @param {NodeHeatmaps} heatmaps
 * @param {readonly number[]} before as of `unitsBefore`
 * @returns {{ values: Uint8Array, start: number, side: number } | null} null if it has none
 */
export function heatmapOf({ kind, layer, index }, heatmaps, before) {
  const isHidden = kind === "neuron" && layer < before.length - 1;
  const found = kind === "input" ? heatmaps.input : isHidden ? heatmaps.hidden : heatmaps.output;
  if (!found) return null;
  const start = ((isHidden ? (before[layer] ?? 0) : 0) + index) * found.side ** 2;
  return start < found.values.length ? { values: found.values, start, side: found.side } : null;
}

/** Returns the packed colour of a node without a heatmap: that of its activation. @param {NodeShape} node @param {Frame | null} frame @param {Theme} theme */
export function activationColor({ kind, layer, index }, frame, theme) {
  const a = kind === "neuron" ? valueAt(frame, "a", layer, index) : null;
  if (a === null || !Number.isFinite(a)) return theme.panelPacked;
  return theme.map[Math.round(127.5 + 127.5 * Math.max(-1, Math.min(1, a)))] ?? theme.panelPacked;
}
