/** Opens the page with one renderer of the stage, drawn on demand. */

import { effect } from "@preact/signals-core";
import { createNetworkRenderer } from "../../../static/js/stage/network.js";
import { createOutputRenderer } from "../../../static/js/stage/output.js";
import { openPanels } from "../dom.js";
import { CIRCLE, frameOf, networkOf } from "../examples.js";

export const [WIDTH, HEIGHT] = [500, 300];

/** The renderer of a network, with what its three canvases show. */
export function openNetwork(t, { network = networkOf(2, 3, 1), beside, ...welcome } = {}) {
  const opened = openPanels(t, { welcome: { network, ...welcome } });
  const { store, byId } = opened;
  const canvases = { edges: byId("network-edges"), nodes: byId("network"), highlights: byId("network-live") };
  const renderer = createNetworkRenderer(store, canvases, { activation: (name) => name, input: (name) => `input ${name}` }, beside);
  for (const invalidate of renderer.invalidators) effect(invalidate);
  renderer.resize(WIDTH, HEIGHT, 1);
  const draw = () => {
    for (const canvas of Object.values(canvases)) canvas.getContext("2d").painted.length = 0;
    return renderer.draw();
  };
  const painted = (name) => canvases[name].getContext("2d").painted;
  const pixel = (x, y) => {
    const [{ data }] = painted("edges").at(-1).args;
    return new Uint32Array(data.buffer)[Math.round(y) * WIDTH + Math.round(x)];
  };
  const node = (layer, index) => renderer.shape.value.nodes.find((one) => one.kind !== "bias" && one.layer === layer && one.index === index);
  const take = (sections) => store.takeFrame(frameOf(sections));
  return { ...opened, renderer, draw, painted, pixel, node, take };
}

/** The renderer of the output, with what its two canvases show. */
export function openOutput(t, data = CIRCLE) {
  const opened = openPanels(t, { welcome: { data, network: networkOf(2, 2, 1) } });
  const { store, byId } = opened;
  const canvases = { output: byId("output"), points: byId("output-points") };
  const renderer = createOutputRenderer(store, canvases);
  for (const invalidate of renderer.invalidators) effect(invalidate);
  renderer.resize(300, 300, 1);
  const painted = (name) => canvases[name].getContext("2d").painted;
  const draw = () => {
    for (const name of Object.keys(canvases)) painted(name).length = 0;
    renderer.draw();
  };
  /** The middle pixel of the heatmap that is painted, as it is or enlarged; null for none. */
  const middle = () => {
    const { does, args } = painted("output").find((one) => /Image/.test(one.does)) ?? {};
    if (!does) return null;
    const { data, width, height } = does === "drawImage" ? args[0].getContext("2d").painted.at(-1).args[0] : args[0];
    return new Uint32Array(data.buffer)[(height >> 1) * width + (width >> 1)];
  };
  const take = (sections) => store.takeFrame(frameOf(sections));
  return { ...opened, renderer, painted, draw, middle, take };
}

/** The output and two hidden neurons, each of one value. */
export const SURFACES = { surface: [[1, 1, 1], Uint8Array.of(99)], neuron_surface: [[2, 1, 1], Uint8Array.of(10, 20)] };
