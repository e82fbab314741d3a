import assert from "node:assert/strict";
import { test } from "node:test";
import { openPanels } from "../../dom.js";
import { frameOf, networkOf, statusOf } from "../../examples.js";
import { layerName, t as words, unitName } from "../../../../static/js/base/i18n.js";
import { bindPointer, nameOf } from "../../../../static/js/panels/network/pointer.js";
import { networkShape } from "../../../../static/js/scene/network.js";

const NUMBERS = { "z.0": [[3], [1, 2, 3]], "a.0": [[3], [0.1, 0.2, 0.3]], "delta.0": [[3], [0, 0, 0]], "b.0": [[3], [7, 8, 9]], "db.0": [[3], [0, 0, 0]], "W.0": [[3, 2], [1, 2, 3, 4, 5, 6]], "dW.0": [[3, 2], [0, 0, 0, 0, 0.5, 0]] };
const NEURON = { kind: "neuron", layer: 0, index: 1 };
const WEIGHT = { kind: "edge", layer: 0, row: 2, column: 0 };

function open(t) {
  const opened = openPanels(t, { welcome: { network: networkOf(2, 3, 1) } });
  opened.shape.value = networkShape(networkOf(2, 3, 1), 700, 480, 13);
  bindPointer(opened.context);
  opened.store.takeFrame(frameOf(NUMBERS));
  opened.after(100);
  const node = ({ layer, index }) => opened.shape.value.nodes.find((one) => one.kind === "neuron" && one.layer === layer && one.index === index);
  const over = (target) => ({ clientX: node(target).x, clientY: node(target).y });
  const hover = () => opened.store.view.value.hover;
  const pinned = () => opened.store.view.value.pinned;
  const card = () => (opened.byId("card").hidden ? null : opened.byId("card").querySelector("h3").textContent);
  const numbers = () => Object.fromEntries([...opened.byId("card").querySelectorAll("dl > div")].map((row) => [...row.children].map(({ textContent }) => textContent)));
  return { ...opened, over, hover, pinned, card, numbers };
}

test("the card shows what is under the pointer, with live numbers", (t) => {
  const { point, over, hover, card, numbers, context, store, after } = open(t);
  point("network", "pointermove", over(NEURON));
  assert.deepEqual([hover(), card()], [NEURON, nameOf(NEURON, context)]);
  assert.deepEqual([numbers()[words("mean.z")], numbers()[words("card.bias")]], ["+2.000", "+8.000"]);
  store.takeFrame(frameOf({ ...NUMBERS, "z.0": [[3], [1, -5, 3]] }));
  after(100);
  assert.equal(numbers()[words("mean.z")], "−5.000");
  point("network", "pointerleave");
  assert.deepEqual([hover(), card()], [null, null]);
});

test("a click pins, a second one lets go", (t) => {
  const { click, over, pinned, byId } = open(t);
  click("network", over(NEURON));
  assert.deepEqual([pinned(), byId("card").classList.contains("pinned")], [NEURON, true]);
  click("network", over(NEURON));
  assert.equal(pinned(), null);
});

test("a pinned weight can be edited, also as a fraction; what is no number is not asked for", (t) => {
  const { view, byId, change, asked, store } = open(t);
  view({ pinned: WEIGHT });
  const input = byId("card").querySelector("input");
  assert.equal(input.value, "5");
  change(input, "1/4");
  change(input, "much");
  assert.deepEqual(asked, [["setParameter", WEIGHT, 0.25]]);
  assert.equal(store.state.value.tone, "error");
});

test("of a pinned neuron the bias can be edited, of an input nothing", (t) => {
  const { view, byId, change, asked } = open(t);
  view({ pinned: NEURON });
  change(byId("card").querySelector("input"), "-1");
  assert.deepEqual(asked, [["setParameter", { kind: "edge", layer: 0, row: 1, column: null }, -1]]);
  view({ pinned: { kind: "input", index: 0 } });
  assert.equal(byId("card").querySelector("input"), null);
});

test("arrow keys select, Enter pins, Escape lets go, and a screen reader hears the numbers", (t) => {
  const { press, hover, pinned, byId, context } = open(t);
  press("network", "ArrowDown");
  assert.deepEqual(hover(), { kind: "neuron", layer: 0, index: 0 });
  assert.ok(byId("network-spoken").textContent.startsWith(`${nameOf(hover(), context)}. ${words("mean.z")} +1.000`));
  press("network", "Enter");
  assert.deepEqual(pinned(), hover());
  press("network", "Escape");
  assert.deepEqual([hover(), pinned()], [null, null]);
});

test("E goes from a neuron to the first edge into it", (t) => {
  const { press, view, hover } = open(t);
  view({ hover: NEURON });
  press("network", "e");
  assert.deepEqual(hover(), { kind: "edge", layer: 0, row: 1, column: 0 });
});

test("keys that mean nothing here, and those of the browser, are left alone", (t) => {
  const { press, hover } = open(t);
  assert.deepEqual([press("network", "r"), press("network", "ArrowDown", { ctrlKey: true }), press("network", "ArrowDown")], [true, true, false]);
  assert.notEqual(hover(), null);
});

test("the selection by keys goes when the network loses the focus, that by pointer stays", (t) => {
  const { press, happen, point, over, hover } = open(t);
  press("network", "ArrowDown");
  happen("network", "blur");
  assert.equal(hover(), null);
  point("network", "pointermove", over(NEURON));
  happen("network", "blur");
  assert.deepEqual(hover(), NEURON);
});

test("things are named from one on, the output apart", (t) => {
  const { context } = open(t);
  assert.equal(nameOf(WEIGHT, context), words("weight.heading", { from: words("input", { name: context.label("x1") }), to: words("unit.of", { unit: unitName(2), layer: layerName(0) }) }));
  assert.equal(nameOf({ kind: "edge", layer: 1, row: 0, column: null }, context), words("bias.heading", { unit: words("unit.of.output", { unit: unitName(0) }) }));
});

test("the card lies inside the canvas, beside its target", (t) => {
  const { view, byId, shape } = open(t);
  for (const index of [0, 1, 2]) {
    view({ hover: { kind: "neuron", layer: 0, index } });
    const [x, y] = byId("card").style.transform.match(/-?\d+/g).map(Number);
    assert.ok(x >= 4 && x <= shape.value.width && y >= 4 && y <= shape.value.height);
    assert.ok(x > shape.value.columns[1].x, "on the right, where there is room");
  }
});

test("a table holds the numbers of all neurons, during a run renewed every two seconds", (t) => {
  const { byId, store, after } = open(t);
  const cells = () => [...byId("network-rows").children].map((row) => row.children[1].textContent);
  assert.deepEqual(cells(), ["1.000", "2.000", "3.000", "–"]);
  store.dispatch(statusOf({ running: true }));
  const next = () => store.takeFrame(frameOf({ ...NUMBERS, "z.0": [[3], [4, 5, 6]] }));
  next();
  assert.equal(cells()[0], "1.000");
  after(2000);
  next();
  assert.equal(cells()[0], "4.000");
});
