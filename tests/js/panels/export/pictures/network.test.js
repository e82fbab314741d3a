import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { hasStrip, networkScene, paintFactors, paintNetwork } from "../../../../../static/js/panels/export/pictures/network.js";
import { svgSheet } from "../../../../../static/js/panels/export/pictures/sheet.js";
import { recordingContext } from "../../../canvas.js";
import { networkOf } from "../../../examples.js";
import { COLOURS, openNetworkPage } from "./open.js";

const SIZE = { width: 600, height: 300 };
const LABELS = { activation: (name) => name.toUpperCase(), input: (name) => `input ${name}` };
const ABOUT = { title: "", description: "", link: "" };

function paint(store, draw) {
  const { sheet, file } = svgSheet(recordingContext());
  draw(sheet, networkScene(store, SIZE, LABELS, COLOURS));
  return file(SIZE, ABOUT);
}
const painted = (store) => paint(store, (sheet, scene) => paintNetwork(sheet, store, scene, COLOURS));
const group = (svg, name) => new RegExp(`<g class="${name}">\n(.*?)\n</g>`, "s").exec(svg)?.[1] ?? "";

test("a network has an edge for each weight and bias, an image for each neuron, and headings", (t) => {
  const { store } = openNetworkPage(t);
  const svg = painted(store);
  assert.equal(group(svg, "edges").match(/<path d="M[^"]*C[^"]*" fill="none"/g).length, 3 * 3 + 4);
  assert.equal(group(svg, "heatmaps").match(/<image /g).length, 2 + 3 + 1);
  assert.equal(group(svg, "neurons").match(/<circle [^>]*fill="panel"/g).length, 2, "a bias in each column but the last");
  const texts = [...group(svg, "headings").matchAll(/>([^<]+)<\/text>/g)].map(([, text]) => text);
  assert.deepEqual(texts, ["inputs", "layer 1", "TANH", "output", "TANH"]);
});

test("the strongest edge is the widest, and one without a number is dotted", (t) => {
  const { store } = openNetworkPage(t);
  const widths = [...group(painted(store), "edges").matchAll(/stroke-width="([^"]+)"/g)].map(([, width]) => Number(width));
  assert.equal(widths.at(-1), Math.max(...widths), "it is painted last");
  assert.equal(group(painted(store), "edges").match(/stroke-dasharray/g).length, 1);
});

test("what is selected is marked", (t) => {
  const { store, view } = openNetworkPage(t);
  assert.equal(group(painted(store), "marks"), "");
  view({ pinned: { kind: "neuron", layer: 0, index: 1 } });
  assert.match(group(painted(store), "marks"), /stroke="accent"/);
});

test("the strip below has a dot per layer, if it is unfolded and there is more than one", (t) => {
  const { store, view } = openNetworkPage(t);
  const strip = group(
    paint(store, (sheet, scene) => paintFactors(sheet, store, scene.shape, 100, COLOURS)),
    "gradient-strip",
  );
  assert.equal(strip.match(/<path d="(M[^"]*Z){2}" fill="backward"/g).length, 1);
  assert.ok(hasStrip(store));
  view({ showFactors: false });
  assert.ok(!hasStrip(store));
});

test("there is no strip of a frame of another network, and no picture without a network", (t) => {
  const { store } = openNetworkPage(t);
  store.dispatch({ type: "network", ...networkOf(2, 3, 3, 1) });
  assert.doesNotMatch(
    paint(store, (sheet, scene) => paintFactors(sheet, store, scene.shape, 100, COLOURS)),
    /gradient-strip/,
  );
  const state = { value: { ...store.state.value, network: null } };
  assert.equal(networkScene({ ...store, state }, SIZE, LABELS, COLOURS), null);
});
