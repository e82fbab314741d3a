import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { exactKey } from "../../../../static/js/net/frame.js";
import { nameOf } from "../../../../static/js/panels/network/description.js";
import { frameOf, networkOf, welcomeOf } from "../../examples.js";
import { NEURON, NUMBERS, openNetwork, WEIGHT } from "./open.js";

test("the card shows what is under the pointer, with live numbers", (t) => {
  const { point, over, hover, card, numbers, context, store, after } = openNetwork(t);
  point("network", "pointermove", over(NEURON));
  assert.deepEqual([hover(), card()], [NEURON, nameOf(NEURON, context)]);
  assert.deepEqual([numbers()[words("mean.z")], numbers()[words("card.bias")]], ["+2.000", "+8.000"]);
  store.takeFrame(frameOf({ ...NUMBERS, "z.0": [[3], [1, -5, 3]] }));
  after(100);
  assert.equal(numbers()[words("mean.z")], "−5.000");
  point("network", "pointerleave");
  assert.deepEqual([hover(), card()], [null, null]);
});

test("when the numbers of another lens come with a later frame, their names come with them", (t) => {
  const { view, store, after, byId } = openNetwork(t);
  const rows = () => [...byId("card").querySelectorAll("dl > div")].map((row) => [...row.children].map(({ textContent }) => textContent));
  view({ hover: NEURON });
  const usual = rows();
  view({ lens: "signal" });
  assert.deepEqual(rows(), usual, "the frame has no signals yet");
  const signals = {
    ...NUMBERS,
    "signal.0": [
      [3, 2],
      [1, 2, 3, 4, 5, 6],
    ],
    "signal_b.0": [[3], [10, 20, 30]],
  };
  store.takeFrame(frameOf(signals));
  after(100);
  assert.deepEqual(rows(), [
    [words("card.signals"), "+7.000"],
    [words("card.signal_bias"), "+20.00"],
    [words("mean.z_sum"), "+2.000"],
    [words("mean.a"), usual.find(([name]) => name === words("mean.a"))[1]],
  ]);
  view({ lens: "weights" });
  assert.deepEqual(rows(), usual);
});

test("a gradient that single precision may have lost is written when its double has come", (t) => {
  const { store, after, view, numbers } = openNetwork(t);
  view({ hover: { ...WEIGHT, row: 1 } });
  assert.equal(numbers()[words("card.dw")], "–");
  assert.deepEqual(store.view.value.exact, { ...WEIGHT, row: 1 });
  const shown = (number) => {
    store.takeFrame({ ...frameOf(NUMBERS), exact: new Map([[exactKey("dW", 0, 1, 0), number]]) });
    after(100);
    return numbers()[words("card.dw")];
  };
  assert.deepEqual([shown(1.5e-300), shown(0)], ["+1.500e−300", "0"]);
  view({ hover: WEIGHT });
  assert.deepEqual(store.view.value.exact, { ...WEIGHT, row: 1 }, "a weight with an ordinary gradient needs none");
});

test("a pinned weight can be edited, also as a fraction; what is no number is not asked for", (t) => {
  const { view, byId, change, enter, press, asked, store } = openNetwork(t);
  view({ pinned: WEIGHT });
  const input = byId("card").querySelector("input");
  assert.equal(input.value, "5");
  change(input, "1/4");
  change(input, "much");
  assert.deepEqual(asked, [["setParameter", WEIGHT, 0.25]]);
  assert.equal(store.state.value.tone, "error");
  enter(input, "5");
  assert.equal(store.state.value.message, "", "the old value is right again");
  change(input, "much");
  press(input, "Escape");
  assert.deepEqual([input.value, store.state.value.message], ["5", ""]);
});

test("of a pinned neuron the bias can be edited, of an input or a layer nothing", (t) => {
  const { view, byId, change, asked } = openNetwork(t);
  view({ pinned: NEURON });
  change(byId("card").querySelector("input"), "-1");
  assert.deepEqual(asked, [["setParameter", { kind: "edge", layer: 0, row: 1, column: null }, -1]]);
  for (const pinned of [
    { kind: "input", index: 0 },
    { kind: "layer", layer: 0 },
  ]) {
    view({ pinned });
    assert.equal(byId("card").querySelectorAll("input").length, 0);
  }
});

test("an observer is not offered what it cannot set", (t) => {
  const { view, byId, store } = openNetwork(t);
  store.dispatch(welcomeOf({}, { observer_key: null, network: networkOf(2, 3, 1) }));
  view({ pinned: WEIGHT });
  assert.equal(byId("card").querySelectorAll("input").length, 0);
});

test("the card lies inside the canvas, beside its target", (t) => {
  const { view, byId, shape } = openNetwork(t);
  for (const index of [0, 1, 2]) {
    view({ hover: { kind: "neuron", layer: 0, index } });
    const [x, y] = byId("card").style.transform.match(/-?\d+/g).map(Number);
    assert.ok(x >= 4 && x <= shape.value.width && y >= 4 && y <= shape.value.height);
    assert.ok(x > shape.value.columns[1].x, "on the right, where there is room");
  }
});

test("a pinned card has a button that closes it, and Escape does the same wherever the focus is", (t) => {
  const { view, byId, card, pinned, press } = openNetwork(t);
  view({ hover: WEIGHT });
  assert.equal(byId("card").querySelector("button"), null, "what follows the pointer needs none");
  view({ pinned: WEIGHT, hover: null });
  const close = byId("card").querySelector("button");
  assert.equal(close.getAttribute("aria-label"), words("card.close"));
  close.click();
  assert.deepEqual([pinned(), card()], [null, null]);
  view({ pinned: WEIGHT });
  press(byId("play"), "Escape");
  assert.deepEqual([pinned(), card()], [null, null]);
});

test("a pinned part has a way to what its numbers were computed from, and keeps its selection", (t) => {
  const { view, byId, store, pinned, card } = openNetwork(t);
  const link = () => byId("card").querySelector("button.link");
  view({ hover: WEIGHT });
  assert.equal(link(), null, "the pointer cannot reach what follows it");
  view({ pinned: { kind: "layer", layer: 0 }, hover: null });
  assert.equal(link(), null, "the inspector has no sheet of a layer");
  for (const target of [{ kind: "input", index: 0 }, NEURON, WEIGHT]) {
    view({ tab: "train", pinned: target });
    assert.equal(link().textContent, words("card.inside"));
    link().click();
    assert.deepEqual([store.view.value.tab, pinned(), card()], ["inside", target, null]);
  }
});

test("inside a step there is no card, because the inspector has its place", (t) => {
  const { view, card } = openNetwork(t);
  view({ pinned: WEIGHT });
  assert.notEqual(card(), null);
  view({ tab: "inside" });
  assert.equal(card(), null);
});
