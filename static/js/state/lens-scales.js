/** The scales of the lenses: the largest numbers that edges and neurons show, eased from frame to frame. */

import { easeScale, lensMaximum } from "../scene/lenses.js";
import { deltaMaximum } from "../scene/node-lens.js";

/** @import { Frame, Lens, NodeLens } from "../types.js" */

const NO_SCALES = Object.freeze({ weights: 0, gradients: 0, updates: 0, signal: 0 });

export class LensScales {
  /** The scale of the edges under each lens; 0 under all but the present one. @type {Record<Lens, number>} */
  edges = { ...NO_SCALES };
  /** The scale of the neurons. */
  nodes = { delta: 0 };

  clear() {
    Object.assign(this.edges, NO_SCALES);
    this.nodes.delta = 0;
  }

  /**
   * Fits the scale of a lens to the networks that are on screen; all of them have the same.
   *
   * @param {Lens} lens
   * @param {readonly { frame: Frame | null, nLayers: number }[]} networks
   */
  fitEdges(lens, networks) {
    const largest = Math.max(...networks.map(({ frame, nLayers }) => lensMaximum(frame, lens, nLayers)));
    const scale = easeScale(this.edges[lens], largest);
    Object.assign(this.edges, NO_SCALES, { [lens]: scale });
  }

  /** @param {NodeLens} nodeLens @param {readonly { frame: Frame | null }[]} networks */
  fitNodes(nodeLens, networks) {
    if (nodeLens !== "delta") return;
    const largest = Math.max(...networks.map(({ frame }) => deltaMaximum(frame)));
    this.nodes.delta = easeScale(this.nodes.delta, largest);
  }
}
