import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { signal } from "@preact/signals-core";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { bindRatio, ratioText } from "../../../../static/js/panels/charts/delta-ratio.js";
import { openPanels } from "../../dom.js";
import { frameOf, networkOf } from "../../examples.js";

function open(t, sizes = [2, 4, 2, 1]) {
  const opened = openPanels(t, { welcome: { network: networkOf(...sizes) } });
  const { store, byId, after } = opened;
  const crosshair = signal(null);
  bindRatio(store, crosshair);
  const figure = () => {
    after(100);
    return byId("gradient-ratio").querySelector("b").textContent;
  };
  const name = () => byId("gradient-ratio").querySelector("span").textContent;
  const frame = (step, deltas, more = {}) =>
    store.takeFrame(frameOf({ delta_rms: [[deltas.length], Float64Array.from(deltas)], gradient_rms: [[2], Float64Array.of(1, 7)] }, { step, ...more }));
  return { ...opened, crosshair, figure, name, frame };
}

test("a ratio has three digits, zeros are zeros, and what is unknown is neither", () => {
  const written = [
    [[2, 5, 3], "1.50"],
    [[1e-6, 0.3234], "323\u2009000"],
    [[1e-300, 0.5], "5.00e299"],
    [[0, 1], "∞"],
    [[1, 0], "0"],
    [[0, 0], "0 ÷ 0"],
    [[NaN, 1], "–"],
    [[1, NaN], "–"],
    [[null, 1], "–"],
    [[], "–"],
  ];
  for (const [values, text] of written) assert.equal(ratioText(values), text, String(values));
});

test("a ratio beyond the doubles is told by its power of ten, not as infinite or zero", () => {
  assert.deepEqual([ratioText([1e-300, 1e100]), ratioText([1e100, 1e-300])], ["≈ 10⁴⁰⁰", "≈ 10⁻⁴⁰⁰"]);
});

test("the ratio is that of the newest step alone, in full digits on demand", (t) => {
  const { frame, figure, name, byId } = open(t);
  assert.equal(figure(), "–");
  for (const step of [1, 2, 3]) frame(step, [1e-3, 1e-2, 1]);
  frame(4, [0.3, 0.2, 0.1]);
  assert.equal(figure(), "0.333", "no median and no mean of earlier steps");
  assert.match(byId("gradient-ratio").querySelector("b").title, /^0\.33333333333333/);
  assert.equal(name(), words("chart.ratio", { quantity: words("chart.quantity.delta") }));
});

test("beside the ratio of delta stands that of dW where it hides it", (t) => {
  const { frame, after, view, byId, crosshair } = open(t);
  const why = () => {
    after(100);
    return byId("gradient-why").textContent;
  };
  const plain = why();
  frame(1, [1, 1, 60]);
  assert.equal(why(), plain, "7 is of the same size as 60");
  frame(2, [1, 1, 100]);
  assert.equal(why(), words("chart.why", { ratio: "7.00" }));
  crosshair.value = { step: 1, values: [1, 1, 100] };
  assert.equal(why(), plain, "not of another step");
  crosshair.value = null;
  view({ quantity: "dW" });
  assert.equal(why(), plain);
});

test("it is of the chosen quantity", (t) => {
  const { frame, figure, view, name } = open(t);
  frame(1, [1, 1, 100]);
  assert.equal(figure(), "100");
  view({ quantity: "dW" });
  assert.deepEqual([figure(), name()], ["7.00", words("chart.ratio", { quantity: "dW" })]);
});

test("with a crosshair it is of the crosshair's step, and says so", (t) => {
  const { frame, figure, name, crosshair } = open(t);
  frame(900, [1, 1, 1]);
  crosshair.value = { step: 500, values: [0.5, 1, 2] };
  assert.deepEqual([figure(), name()], ["4.00", words("chart.ratio.at", { quantity: "delta", step: 500 })]);
  crosshair.value = null;
  assert.equal(figure(), "1.00");
});

test("after a change of activation there is none until the next step", (t) => {
  const { store, frame, figure, changed } = open(t);
  frame(7, [1e-5, 1e-3, 1]);
  assert.equal(figure(), "100\u2009000");
  changed({ activation: "relu" }, { step: 7, command: 1 });
  const network = networkOf(2, 4, 2, 1);
  for (const layer of network.layers) layer.activation = "relu";
  store.dispatch({ type: "network", ...network });
  assert.equal(figure(), "–");
  frame(7, [1e-5, 1e-3, 1], { command: 1 });
  assert.equal(figure(), "–", "the same step, measured before the change");
  frame(8, [2, 1, 1], { command: 1 });
  assert.equal(figure(), "0.500");
});

test("a change of the rate leaves it, for the step is the same", (t) => {
  const { frame, figure, changed } = open(t);
  frame(7, [1, 1, 9]);
  changed({ learning_rate: 1 }, { step: 7, command: 1 });
  assert.equal(figure(), "9.00");
});

test("after a reset there is none", (t) => {
  const { frame, figure, changed } = open(t);
  frame(7, [1, 1, 9]);
  changed({}, { step: 0, command: 1 });
  assert.equal(figure(), "–");
  frame(0, [0, 0, 0], { command: 1 });
  assert.equal(figure(), "–", "no step has been made");
});

test("in the middle of a step it is of that step, which it names, and waits for layer 1", (t) => {
  const { frame, figure, name } = open(t);
  frame(3, [NaN, NaN, 0.1], { midStep: true });
  assert.equal(figure(), "–");
  frame(3, [0.01, 0.1, 0.1], { midStep: true });
  assert.deepEqual([figure(), name()], ["10.0", words("chart.ratio.at", { quantity: "delta", step: 4 })]);
  frame(4, [0.01, 0.1, 0.1]);
  assert.deepEqual([figure(), name()], ["10.0", words("chart.ratio", { quantity: "delta" })]);
});

test("a network of one layer has no ratio", (t) => {
  const { byId } = open(t, [2, 1]);
  assert.equal(byId("gradient-ratio").hidden, true);
});
