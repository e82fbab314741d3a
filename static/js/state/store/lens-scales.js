/** The scales of the lenses: the largest numbers that edges and neurons show, eased from frame to frame of a run. */

import { easeScale, lensMaximum, NO_SCALES } from "../../scene/network/lenses.js";
import { largestOfNeurons, sizesOf } from "../../scene/network/node-lens.js";

/** @import { Frame, Lens, NodeLens } from "../../types.js" */

export class LensScales {
  /** The scale of the edges under each lens; 0 under all but the present one. @type {Record<Lens, number>} */
  edges = { ...NO_SCALES };
  /** The scale of the neurons, and its lens. */
  nodes = { lens: /** @type {NodeLens | null} */ (null), largest: 0 };

  clear() {
    Object.assign(this.edges, NO_SCALES);
    this.nodes.largest = 0;
  }

  /**
   * Fits the scales of both lenses, of edges and of neurons.
   *
   * @param {{ lens: Lens, nodeLens: NodeLens }} lenses
   * @param {readonly { frame: Frame | null, nLayers: number }[]} networks
   * @param {boolean} isRunning whether more frames follow
   */
  fit({ lens, nodeLens }, networks, isRunning) {
    this.fitEdges(lens, networks, isRunning);
    this.fitNodes(nodeLens, networks, isRunning);
  }

  /**
   * Fits the scale of a lens to the networks that are on screen; all of them have the same.
   *
   * @param {Lens} lens
   * @param {readonly { frame: Frame | null, nLayers: number }[]} networks
   * @param {boolean} isRunning whether more frames follow
   */
  fitEdges(lens, networks, isRunning) {
    const largest = Math.max(...networks.map(({ frame, nLayers }) => lensMaximum(frame, lens, nLayers)));
    const scale = easeScale(this.edges[lens], largest, isRunning);
    Object.assign(this.edges, NO_SCALES, { [lens]: scale });
  }

  /** @param {NodeLens} nodeLens @param {readonly { frame: Frame | null }[]} networks @param {boolean} isRunning */
  fitNodes(nodeLens, networks, isRunning) {
    const lens = sizesOf(nodeLens);
    if (!lens) return;
    const largest = Math.max(...networks.map(({ frame }) => largestOfNeurons(frame, lens)));
    this.nodes.largest = easeScale(this.nodes.lens === nodeLens ? this.nodes.largest : 0, largest, isRunning);
    this.nodes.lens = nodeLens;
  }
}
