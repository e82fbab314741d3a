import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import "../../../english.js";
import { svgOf } from "../../../../../static/js/panels/export/pictures/figure.js";
import { labelsOf, picturesOf } from "../../../../../static/js/panels/export/pictures/pictures.js";
import { CIRCLE, networkOf, twinOf } from "../../../examples.js";
import { openNetworkPage } from "./open.js";

const LINK = "http://host/#v=1&seed=0";
const options = { link: () => LINK };
const CURVES = {
  columns: {
    steps: [1, 2],
    series: [
      [1, 0.5],
      [2, 1],
    ],
  },
  names: ["train", "test"],
  colors: ["#111111", "#222222"],
  dashes: [[], [5, 3]],
  kind: { isLog: true, isRecent: true },
  steps: [1, 2],
  logSteps: false,
  smoothing: 0,
  marks: [],
};
const CHART = { id: "loss-chart", title: () => "Loss", curves: () => CURVES, write: String };
const READ = `
import sys, json, xml.etree.ElementTree as tree
root = tree.fromstring(sys.stdin.buffer.read())
print(json.dumps([element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]))
`;
/** The texts of an SVG, as another XML parser reads them; throws if it is not well-formed. */
const textsIn = (svg) => JSON.parse(execFileSync(process.env["PYTHON"] ?? "python3", ["-c", READ], { input: svg, encoding: "utf8" }));
const namesOf = (pictures) => pictures.map(({ name }) => name);

test("there are pictures of the network, of the output and of each chart", (t) => {
  const { context, drawn } = openNetworkPage(t);
  assert.deepEqual(namesOf(picturesOf(context, options)), ["network", "output"]);
  drawn.charts = [CHART];
  const pictures = picturesOf(context, options);
  assert.deepEqual(
    pictures.map(({ label }) => label),
    ["Network", "Output", "Loss"],
  );
  for (const { label, figure } of pictures) {
    const texts = textsIn(svgOf(figure()));
    for (const text of [label, LINK, "step 7 · loss: train 0.2500, test 0.5000"]) assert.ok(texts.includes(text), text);
  }
});

test("two networks have a picture each", (t) => {
  const { context, store } = openNetworkPage(t);
  store.dispatch(twinOf());
  assert.deepEqual(namesOf(picturesOf(context, { ...options, twin: store })), ["network", "network-b", "output"]);
  assert.deepEqual(namesOf(picturesOf(context, options)), ["network", "output"]);
});

test("before there is a network or a theme there are no pictures, nor an output without a plane", (t) => {
  const { context, store } = openNetworkPage(t, { data: { ...CIRCLE, domain: null, axis_names: [] } });
  assert.deepEqual(namesOf(picturesOf(context, options)), ["network"]);
  store.setTheme(null);
  assert.deepEqual(picturesOf(context, options), []);
});

test("names of an own table stay text, whatever they contain", (t) => {
  const hostile = ["</text><script>alert(1)</script>", "a\u0000b & \"c\" ]]> 'd'", "\ud800<!--"];
  const data = { ...CIRCLE, n_classes: 3, class_names: hostile, axis_names: hostile.slice(0, 2) };
  const network = { ...networkOf(2, 2, 3), input_names: hostile.slice(0, 2) };
  const { context } = openNetworkPage(t, { data, network, sections: { surface: [[3, 1, 1], Uint8Array.of(1, 2, 3)] } });
  const [, output] = picturesOf(context, options);
  const svg = svgOf(output.figure());
  assert.doesNotMatch(svg, /<script|<!--/);
  assert.ok(textsIn(svg).includes(hostile[0]));
  assert.ok(textsIn(svg).includes("a\ufffdb & \"c\" ]]> 'd'"));
});

test("the legend of the neurons is that of their lens", (t) => {
  const { context, byId } = openNetworkPage(t);
  byId("node-legend").hidden = true;
  assert.ok(textsIn(svgOf(picturesOf(context, options)[0].figure())).includes("neurons: a"));
  byId("node-legend").hidden = false;
  byId("node-name").textContent = "neurons: rms δ";
  assert.ok(textsIn(svgOf(picturesOf(context, options)[0].figure())).includes("neurons: rms δ"));
});

test("activations and inputs have their names of the page", (t) => {
  const { context } = openNetworkPage(t);
  const { activation, input } = labelsOf(context);
  assert.deepEqual([activation("relu"), activation("unheard"), input("x1_squared")], ["ReLU", "unheard", context.label("x1_squared")]);
});
