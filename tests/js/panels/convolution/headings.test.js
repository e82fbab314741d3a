import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "@preact/signals-core";
import "../../english.js";
import { bindHeadings } from "../../../../static/js/panels/convolution/headings.js";
import { createModel } from "../../../../static/js/panels/convolution/model.js";
import { groupOf } from "../../examples.js";
import { CONVOLUTION, TWO_STAGES } from "../../pictures.js";
import { openConvolution } from "./open.js";

const [{ patches: READ }, , { patches: POOLED }] = CONVOLUTION.nodes.slice(1);
const EIGHT_FILTERS = {
  ...CONVOLUTION,
  blocks: [
    { ...CONVOLUTION.blocks[0], rows: [["filters 1: 1", 8]] },
    { ...CONVOLUTION.blocks[1], columns: [["filters 1: 1", 8]] },
  ],
  nodes: [
    CONVOLUTION.nodes[0],
    groupOf("z", 32, [0], { kind: "convolution", block: 0, patches: READ }),
    groupOf("a", 32, [0], { kind: "relu" }),
    groupOf("pool", 8, [0], { kind: "max pool", patches: { ...POOLED, channels: 8 } }),
    ...CONVOLUTION.nodes.slice(-2),
  ],
};

function open(t, more = {}, width = 730) {
  const opened = openConvolution(t, more);
  const model = createModel(opened.store, opened.beside);
  const box = opened.document.createElement("div");
  const picture = { scales: new Map(), fits: signal(0) };
  bindHeadings(opened.store, model, box, picture);
  model.size.value = { width, height: 420, ratio: 1 };
  const titles = () => [...box.querySelectorAll(".map-head:not(.map-dx) b")].map(({ textContent }) => textContent);
  const scales = () => [...box.querySelectorAll(".scale")].map(({ textContent }) => textContent);
  return { ...opened, model, box, picture, titles, scales };
}

test("each column has its name, and what it means on pointing at it", (t) => {
  const { titles, box, view } = open(t);
  assert.deepEqual(titles(), ["picture", "kernel", "∂L/∂K", "z", "ReLU", "max", "weights", "output"]);
  for (const heading of box.children) assert.ok(heading.title.length > 20);
  view({ nodeLens: "delta", lens: "gradients" });
  assert.deepEqual(titles(), ["picture", "kernel", "∂L/∂K", "δ", "∂L/∂a", "∂L/∂p", "∂L/∂W", "δ"]);
  view({ nodeLens: "a", lens: "updates" });
  assert.deepEqual(titles(), ["picture", "kernel", "update", "z", "ReLU", "max", "update", "output"]);
});

test("whose gradient it is follows from the sample", (t) => {
  const { box, view } = open(t);
  assert.match(box.children[2].title, /this picture/);
  view({ probe: null });
  assert.match(box.children[2].title, /whole batch/);
});

test("the scale of each family is written once, as often as numbers are read", (t) => {
  const { scales, picture, after, view } = open(t);
  for (const family of ["x.0", "K.0", "dK.0", "map.0", "K.1"]) picture.scales.set(family, 0.123456);
  picture.fits.value += 1;
  after(200);
  assert.deepEqual(scales(), ["±0.12", "±0.12", "±0.12", "±0.12", "", "", "±0.12", "0 to 1"]);
  picture.scales.set("y.1", 3);
  view({ nodeLens: "delta" });
  after(200);
  assert.equal(scales().at(-1), "±3.0");
});

test("the gradient by the picture has a heading while it is known", (t) => {
  const { box, model, picture } = open(t);
  const own = () => box.querySelector(".map-dx");
  assert.equal(own().hidden, true);
  picture.scales.set("dx.0", 2);
  model.dx.value = new Float64Array(16);
  assert.deepEqual([own().hidden, own().textContent], [false, "∂L/∂x±2.0"]);
});

test("stages are numbered", (t) => {
  const { titles, box } = open(t, { network: TWO_STAGES }, 2000);
  assert.equal(titles()[1], "kernel 1");
  assert.equal(titles()[5], "mean 1");
  assert.equal(box.classList.contains("scaleless"), false);
});

test("filters in two columns say which they are", (t) => {
  const { titles, box, model } = open(t, { network: EIGHT_FILTERS });
  model.size.value = { width: 2000, height: 190, ratio: 1 };
  assert.deepEqual(
    titles().filter((title) => /kernel/.test(title)),
    ["kernels 1–4", "kernels 5–8"],
  );
  assert.ok([...box.children].every((heading) => heading.title.length > 20));
  model.size.value = { width: 600, height: 120, ratio: 1 };
  assert.ok(["K 1–4", "K 5–8"].every((sign) => titles().includes(sign)));
});

test("columns without room for words have signs, and no scales", (t) => {
  const narrow = open(t, { network: TWO_STAGES }, 330);
  assert.deepEqual(narrow.titles(), ["x", "K1", "dK1", "z1", "f1", "p1", "K2", "dK2", "z2", "f2", "p2", "W", "y"]);
  assert.equal(narrow.box.classList.contains("scaleless"), true);
  narrow.view({ nodeLens: "delta", lens: "updates" });
  assert.deepEqual(narrow.titles(), ["x", "K1", "ΔK1", "δ1", "da1", "dp1", "K2", "ΔK2", "δ2", "da2", "dp2", "ΔW", "δ"]);
});

test("filters without room are counted", (t) => {
  const { model, box } = open(t);
  model.size.value = { width: 730, height: 45, ratio: 1 };
  assert.equal(box.querySelector(".omitted").textContent, "1 more");
});
