import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { PAGE } from "../../../../static/js/base/page/page-data.js";
import { layerName, unitName, t as words } from "../../../../static/js/base/words/i18n.js";
import { nameOf, numbersOf, spoken } from "../../../../static/js/panels/network/description.js";
import { CIRCLE, frameOf, VALUES } from "../../examples.js";
import { NEURON, NUMBERS, openNetwork, WEIGHT } from "./open.js";

test("things are named from one on, the output apart", (t) => {
  const { context } = openNetwork(t);
  assert.equal(
    nameOf(WEIGHT, context),
    words("weight.heading", { from: words("input", { name: context.label("x1") }), to: words("unit.of", { unit: unitName(2), layer: layerName(0) }) }),
  );
  assert.equal(
    nameOf({ kind: "edge", layer: 1, row: 0, column: null }, context),
    words("bias.heading", { unit: words("unit.of.output", { unit: unitName(0) }) }),
  );
});

test("a neuron has its sums and its bias, a weight its gradient, an input its value and range", (t) => {
  const { context, store } = openNetwork(t);
  store.takeFrame(frameOf({ ...NUMBERS, "delta.0": [[3], [0, -0.25, 0]], "db.0": [[3], [0, 0.75, 0]] }));
  assert.deepEqual(
    numbersOf(NEURON, context).map(([, text]) => text),
    ["+2.000", "+0.2000", "\u22120.2500", "+8.000", "+0.7500"],
  );
  assert.deepEqual(numbersOf(WEIGHT, context), [
    [words("card.w_now"), "+5.000"],
    [words("card.dw"), "+0.5000"],
    [words("card.update"), "–"],
  ]);
  assert.deepEqual(numbersOf({ ...WEIGHT, column: null }, context)[0], [words("card.b"), "+9.000"]);
  const rows = (value) => [
    [words("mean.x"), value],
    [words("card.range"), "−3.00 to 2.50"],
  ];
  const input = { kind: "input", index: 1 };
  assert.deepEqual(numbersOf(input, context), rows("–"));
  store.takeFrame(frameOf({ ...NUMBERS, "a_prev.0": [[2], [0.5, -0.75]] }));
  assert.deepEqual(numbersOf(input, context), rows("−0.7500"));
});

test("δ of the batch is called a sum: each sample's part contains 1/B, so that they add up to ∂L/∂b", (t) => {
  const { context, store } = openNetwork(t);
  store.takeFrame(frameOf({ ...NUMBERS, "delta.0": [[3], [0, 0.75, 0]], "db.0": [[3], [0, 0.75, 0]] }));
  const [, , delta, , db] = numbersOf(NEURON, context);
  assert.equal(delta[1], db[1]);
  assert.match(delta[0], /sum/);
});

test("a layer has the sizes of its gradients, and how many of its units are at rest", (t) => {
  const { context, store, view } = openNetwork(t);
  const layer = (index) => ({ kind: "layer", layer: index });
  assert.deepEqual(
    [0, 1].map((index) => nameOf(layer(index), context)),
    [words("layer.heading", { n: 1 }), words("layer.heading.output")],
  );
  const rms = { delta_rms: [[2], Float64Array.of(1.5e-300, 2)], gradient_rms: [[2], [0, 3]] };
  store.takeFrame(frameOf({ ...rms, "unit_dead.0": [[3], [0, 1, 0]], "unit_saturated.0": [[3], [1, 1, 0]] }));
  const numbers = [
    [words("card.layer.delta"), "1.500e\u2212300"],
    [words("card.layer.dw"), "0"],
    [words("rest.is_dead"), "1"],
    [words("rest.is_saturated"), "1"],
  ];
  assert.deepEqual(numbersOf(layer(0), context), numbers);
  view({ lens: "signal" });
  assert.deepEqual(numbersOf(layer(0), context), numbers);
});

test("under a lens of other numbers a weight has its number there, too", (t) => {
  const { context, view } = openNetwork(t);
  PAGE.lenses.other = { sections: ["dW", "db"], watch: [], of_sample: false };
  t.after(() => {
    delete PAGE.lenses.other;
  });
  view({ lens: "other" });
  assert.equal(numbersOf(WEIGHT, context).length, 3);
  PAGE.lenses.other.sections = ["W_before", "b_before"];
  assert.deepEqual(numbersOf(WEIGHT, context).at(-1), ["lens.other", "–"]);
});

test("of a probed sample the numbers say so", (t) => {
  const { context, view } = openNetwork(t);
  view({ probe: 4 });
  assert.equal(numbersOf(NEURON, context)[0][0], words("sample.z", { n: 5 }));
});

test("a screen reader gets name and numbers in one sentence", (t) => {
  const { context } = openNetwork(t);
  assert.equal(spoken(WEIGHT, context), `${nameOf(WEIGHT, context)}. ${words("card.w_now")} +5.000, ${words("card.dw")} +0.5000, ${words("card.update")} –`);
});

test("the gradients of a followed sample say so", (t) => {
  const { context, view } = openNetwork(t);
  view({ probe: 6 });
  const names = (target) => numbersOf(target, context).map(([name]) => name);
  assert.ok(names(WEIGHT).includes(words("sample.dw", { n: 7 })));
  assert.ok(names(NEURON).includes(words("sample.db", { n: 7 })));
});

test("an output whose values have a name is called by it", (t) => {
  const { context, store } = openNetwork(t);
  store.dispatch({ type: "data", ...VALUES });
  const output = (index) => nameOf({ kind: "neuron", layer: 1, index }, context);
  assert.deepEqual([output(1), output(2)], [words("unit.heading.output.named", { n: 2, name: "rent" }), words("unit.heading.output", { n: 3 })]);
});

test("an output that stands for a class is called by it", (t) => {
  const { context, store } = openNetwork(t);
  const output = (index) => nameOf({ kind: "neuron", layer: 1, index }, context);
  store.dispatch({ type: "data", ...CIRCLE, n_classes: 3, class_names: ["0", "1", "2"] });
  assert.equal(output(1), words("unit.heading.output.class", { n: 2, name: "1" }));
});

test("beside numbers of the last step a parameter says that it is the present one", () => {
  for (const key of ["card.w_now", "card.b", "card.bias"]) assert.match(words(key), /, now$/);
  assert.equal(words("card.w"), "w", "under the lens of signals it is that of the step");
});
