import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { bindConvolution } from "../../../../static/js/panels/convolution/convolution.js";
import { paintedIn } from "../../canvas.js";
import { THEME, twinOf } from "../../examples.js";
import { CONVOLUTION, convolutionFrame } from "../../pictures.js";
import { answered, openConvolution } from "./open.js";

function open(t, run = 0) {
  const opened = openConvolution(t);
  const box = opened.document.createElement("div");
  const spoken = opened.document.createElement("p");
  opened.document.body.append(box, spoken);
  const picture = bindConvolution(opened.context, { box, spoken, beside: opened.beside }, run);
  const find = (selector) => box.querySelector(selector);
  opened.resize(find(".map-area"), 730, 420);
  opened.resize(find(".map-room"), 400, 120);
  picture.resize(730, 420, 1);
  return { ...opened, box, spoken, picture, find };
}

test("frames are asked for what is on screen: kernels and maps, and deltas and updates where they are shown or needed", (t) => {
  const { picture, view, find, press } = open(t);
  const always = ["W", "b", "dW", "db", "node_value"];
  const ofDeltas = ["node_grad", "W_before", "b_before"];
  const ofUpdates = ["update_W", "update_b"];
  assert.deepEqual(picture.wants.value, { nodes: ["x", "z", "a", "pool"], sections: always });
  view({ lens: "updates" });
  assert.deepEqual(picture.wants.value.sections, [...always, ...ofUpdates]);
  view({ lens: "weights", nodeLens: "delta" });
  assert.deepEqual(picture.wants.value.sections, [...always, ...ofDeltas]);
  view({ nodeLens: "a" });
  const canvas = find(".map-area canvas[tabindex]");
  press(canvas, "ArrowRight");
  press(canvas, "Enter");
  assert.deepEqual(picture.wants.value.sections, [...always, ...ofDeltas]);
  for (let i = 0; i < 9 && !picture.wants.value.sections.includes("update_W"); i += 1) press(canvas, "ArrowRight");
  assert.deepEqual(picture.wants.value.sections, [...always, ...ofUpdates, ...ofDeltas], "over a weight its update is told");
});

test("keys move over the numbers and tell them; Enter opens one up, Escape closes it", async (t) => {
  const { find, press, spoken, picture } = open(t);
  const canvas = find(".map-area canvas[tabindex]");
  assert.equal(find(".map-detail").hidden, true);
  press(canvas, "ArrowRight");
  press(canvas, "ArrowDown");
  assert.equal(spoken.textContent, "Pixel, row 2, column 1. x 10.00");
  press(canvas, "Enter");
  await answered();
  assert.equal(find(".map-detail").hidden, false);
  assert.equal(find(".map-detail h3").textContent, "Pixel, row 2, column 1");
  assert.match(find(".map-sum").textContent, /over 4 positions = 0$/);
  picture.draw();
  press(canvas, "Escape");
  assert.equal(find(".map-detail").hidden, true);
});

test("the picture is drawn again at once when its room changes", (t) => {
  const { find, resize, picture } = open(t);
  const marks = find(".map-area canvas[tabindex]").getContext("bitmaprenderer");
  resize(find(".map-area"), 600, 300);
  assert.ok(paintedIn(marks, "ink").length > 0);
  assert.equal(picture.draw(), false);
});

test("of two such networks the lower one has the legend of both", (t) => {
  const { find, store, view } = open(t);
  assert.equal(find(".map-legend").hidden, false);
  view({ tab: "twins" });
  assert.equal(find(".map-legend").hidden, false);
  store.dispatch(twinOf({ network: CONVOLUTION }));
  assert.equal(find(".map-legend").hidden, true);
  view({ tab: "train" });
  assert.equal(find(".map-legend").hidden, false);
});

test("a later frame is drawn with its numbers", (t) => {
  const { find, store, picture } = open(t);
  store.setTheme({ ...THEME, positive: "#0000ff" });
  const cells = find(".map-area canvas[aria-hidden]").getContext("2d");
  const isDrawn = () => {
    for (const invalidate of picture.invalidators) invalidate();
    picture.draw();
    return new Uint32Array(cells.painted.at(-1).args[0].data.buffer).filter((pixel) => pixel === 0xffff0000).length;
  };
  const before = isDrawn();
  const frame = convolutionFrame();
  const values = Float32Array.from(frame.sections.get("node_value").values);
  values[values.length - 1] = 0.25;
  frame.sections.set("node_value", { shape: [values.length], values });
  store.takeFrame(frame);
  const after = isDrawn();
  assert.ok(after > 0.4 * before && after < 0.6 * before, "bars of 1/4 and 3/4, then of 1/4 each");
});
