import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { attentionShape, boxOf } from "../../../../static/js/scene/attention/shape.js";
import { attentionOf } from "../../../../static/js/scene/attention/structure.js";
import { attentionFrame, attentionNetwork, attentionStep, NAMES } from "../../attention-example.js";
import { openPicture } from "../../attention-picture.js";
import { textsOf } from "../../canvas.js";
import { frameOf, networkOf, THEME, twinOf } from "../../examples.js";

const SIZE = [731, 400];
const shapeOf = (options) => attentionShape(attentionOf(attentionNetwork(options)), ...SIZE, THEME.rem);

/** The packed colour in the middle of a cell, which in the test's theme is its number on the map. */
function colorAt({ cells }, options, cell) {
  const { left, top, wide, high } = boxOf(shapeOf(options), cell);
  const [image] = cells.getContext("2d").painted.at(-1).args;
  return new Uint32Array(image.data.buffer)[Math.floor(top + high / 2) * image.width + Math.floor(left + wide / 2)];
}

test("each weight is a cell in the colour of its size: the line is the query, the column the key", (t) => {
  const options = { T: 3, heads: 2 };
  const opened = openPicture(t, options);
  const { values } = attentionStep(options);
  for (const [query, key] of [
    [0, 0],
    [2, 1],
    [1, 2],
  ]) {
    const weight = values.A[0][(3 + key) * 3 + query];
    assert.equal(colorAt(opened, options, { key: "A1", isGrad: false, row: query, column: key }), Math.round(127.5 + 127.5 * Math.fround(weight)));
  }
});

test("numbers that the step has not computed are hatched", (t) => {
  const opened = openPicture(t);
  opened.store.takeFrame(frameOf({}, { nodes: NAMES }));
  opened.draw();
  const color = colorAt(opened, {}, { key: "V", isGrad: true, row: 1, column: 1 });
  assert.ok([THEME.panelPacked, THEME.hairlinePacked].includes(color));
});

test("names, tokens and sums are written over the cells", (t) => {
  const { marks } = openPicture(t, { heads: 1 });
  const texts = textsOf(marks.getContext("bitmaprenderer"));
  for (const text of ["values", "gradients", "Q", "dK", "A", "dS", "Σ", "0", "1"]) assert.ok(texts.includes(text), text);
});

test("nothing is painted anew while nothing has changed", (t) => {
  const { picture, cells, store } = openPicture(t);
  const { painted } = cells.getContext("2d");
  const before = painted.length;
  assert.equal(picture.draw(), false);
  assert.equal(painted.length, before);
  store.takeFrame(attentionFrame().frame);
  for (const invalidate of picture.invalidators) invalidate();
  picture.draw();
  assert.equal(painted.length, before + 1);
});

test("frames carry the nodes, and the weights of the forward pass while a score or a weight is selected", (t) => {
  const { picture, marks, press } = openPicture(t);
  assert.deepEqual(picture.wants.value, { nodes: ["x", "h", "qkv", "S", "A", "C", "a", "z"], sections: ["node_value", "node_grad"] });
  press(marks, "ArrowDown");
  assert.deepEqual(picture.wants.value.sections, ["node_value", "node_grad", "W_before", "W"]);
  press(marks, "Escape");
  assert.deepEqual(picture.wants.value.sections, ["node_value", "node_grad"]);
});

test("side by side, both networks have one scale", (t) => {
  const opened = openPicture(t, { heads: 1 });
  const cell = { key: "S0", isGrad: false, row: 0, column: 0 };
  const alone = colorAt(opened, { heads: 1 }, cell);
  const { frame } = attentionFrame({ heads: 1 });
  const larger = new Map(frame.sections);
  larger.set("node_value", { shape: larger.get("node_value").shape, values: larger.get("node_value").values.map((each) => 100 * each) });
  opened.store.dispatch(twinOf({ network: attentionNetwork({ heads: 1 }) }));
  opened.view({ tab: "twins", probe: 0 });
  opened.store.takeFrame({ ...frame, twin: { ...frame, sections: larger } });
  opened.draw();
  assert.ok(Math.abs(colorAt(opened, { heads: 1 }, cell) - 127.5) < Math.abs(alone - 127.5) / 10);
});

test("another network loses the selection; another kind is not drawn", (t) => {
  const { store, marks, press, box, picture } = openPicture(t);
  press(marks, "ArrowDown");
  assert.equal(box.querySelector(".attention-detail").classList.contains("is-empty"), false);
  store.dispatch({ type: "network", ...attentionNetwork({ T: 4 }) });
  assert.equal(box.querySelector(".attention-detail").classList.contains("is-empty"), true);
  store.dispatch({ type: "network", ...networkOf(2, 1) });
  assert.equal(picture.draw(), false);
});

test("in a low box the selected cell's numbers lie over the band that it is not in", (t) => {
  const { picture, box, marks, press, detail } = openPicture(t);
  assert.equal(box.classList.contains("is-short"), false);
  picture.resize(731, 190, 1);
  assert.equal(box.classList.contains("is-short"), true);
  press(marks, "ArrowDown");
  assert.equal(detail.classList.contains("is-above"), false);
  press(marks, "ArrowUp");
  for (const _ of [1, 2, 3]) press(marks, "ArrowDown");
  assert.equal(detail.classList.contains("is-above"), true);
});
