import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { layerName, unitName, t as words } from "../../../../static/js/base/i18n.js";
import { nameOf, numbersOf, spoken } from "../../../../static/js/panels/network/description.js";
import { NEURON, openNetwork, WEIGHT } from "./open.js";

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

test("a neuron has its sums and its bias, a weight its gradient, an input no numbers", (t) => {
  const { context } = openNetwork(t);
  assert.deepEqual(
    numbersOf(NEURON, context).map(([, text]) => text),
    ["+2.000", "+0.2000", "0", "+8.000", "0"],
  );
  assert.deepEqual(numbersOf(WEIGHT, context), [
    [words("card.w"), "+5.000"],
    [words("card.dw"), "+0.5000"],
    [words("card.update"), "–"],
  ]);
  assert.deepEqual(numbersOf({ ...WEIGHT, column: null }, context)[0], [words("card.b"), "+9.000"]);
  assert.deepEqual(numbersOf({ kind: "input", index: 0 }, context), []);
});

test("of a probed sample the numbers say so", (t) => {
  const { context, view } = openNetwork(t);
  view({ probe: 4 });
  assert.equal(numbersOf(NEURON, context)[0][0], words("sample.z", { n: 5 }));
});

test("a screen reader gets name and numbers in one sentence", (t) => {
  const { context } = openNetwork(t);
  assert.equal(spoken(WEIGHT, context), `${nameOf(WEIGHT, context)}. ${words("card.w")} +5.000, ${words("card.dw")} +0.5000, ${words("card.update")} –`);
});
