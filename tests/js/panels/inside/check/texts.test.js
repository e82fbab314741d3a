import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { agreementText, beside, nameOf, power, wordsOf } from "../../../../../static/js/panels/inside/check/texts.js";
import { networkOf, recurrentOf } from "../../../examples.js";
import { checkOf } from "./examples.js";

const split = (pair) => pair.map(({ text, common }) => [text.slice(0, common), text.slice(common)]);

test("two numbers are written to the last common digit, and two more", () => {
  assert.deepEqual(split(beside(0.10513467457, 0.10513467458, 4)), [
    ["0.1051346745", "70"],
    ["0.1051346745", "80"],
  ]);
  assert.deepEqual(split(beside(1.25, -3, 4)), [
    ["", "1.250"],
    ["", "\u22123.000"],
  ]);
});

test("on demand all digits of both are written", () => {
  assert.deepEqual(split(beside(0.1, 0.30000000000000004, 17)), [
    ["0.", "1"],
    ["0.", "30000000000000004"],
  ]);
});

test("equal numbers have no digit that differs, and one that is not there is not yet", () => {
  assert.deepEqual(
    split(beside(0.5, 0.5, 4)).map(([, rest]) => rest),
    ["", ""],
  );
  assert.deepEqual(split(beside(null, 0.5, 4))[0], ["not yet", ""]);
});

test("a size is a digit and a power of ten", () => {
  assert.deepEqual([power(6.1e-11), power(1e-5), power(9.7e-3), power(2)], ["6·10⁻¹¹", "10⁻⁵", "10⁻²", "2·1"]);
});

test("what agrees, differs or is to come is said", () => {
  assert.equal(agreementText(checkOf()), "agree to 2·10⁻¹¹");
  assert.equal(agreementText(checkOf({ error: 0 })), "agree in all digits");
  assert.equal(agreementText(checkOf({ verdict: "kink", error: 0.3 })), "differ by 3·10⁻¹");
  assert.equal(agreementText(checkOf({ verdict: "zero", error: 0 })), "both exactly 0");
  assert.equal(agreementText(checkOf({ verdict: "pending", error: null })), "the gradient is not computed yet");
});

test("a kink names its unit, layer and sample, the output by its name", () => {
  const kink = { node: "a", layer: 1, row: 2, sample: 7, of_loss: false };
  const check = checkOf({ verdict: "kink", n_kinks: 3, kinks: [kink] });
  assert.match(wordsOf(check, networkOf(2, 4, 2, 1)), /unit 3 of layer 2 changes sides for training sample 8.* Kinks besides this one: 2\.$/);
  const atLoss = checkOf({ verdict: "kink", n_kinks: 1, kinks: [{ ...kink, of_loss: true }] });
  assert.match(wordsOf(atLoss, networkOf(2, 4, 1)), /loss at output 3 bends for training sample 8/);
  assert.equal(nameOf({ layer: 1, row: 0 }, networkOf(2, 4, 1)), "bias 1 of the output");
  assert.equal(nameOf({ layer: 0, row: 0, column: 1 }, networkOf(2, 4, 1)), "weight 1,2 of layer 1");
});

test("of another network a parameter and a kink are named as everywhere else", () => {
  const network = recurrentOf(5, 3);
  assert.equal(nameOf({ layer: 0, row: 1, column: 2 }, network), "Weight of cell: h 2 from h 2");
  assert.equal(nameOf({ layer: 1, row: 0 }, network), "Bias of output: o");
  const kink = { node: "h", layer: 3, row: 1, sample: 7, of_loss: false };
  const check = checkOf({ verdict: "kink", n_kinks: 1, kinks: [kink] });
  assert.match(wordsOf(check, network), /h of time step 4, number 2 changes sides for training sample 8/);
  const joined = { ...check, kinks: [{ ...kink, node: "o", layer: 0 }] };
  assert.match(wordsOf(joined, network), /w \+ h, o, number 2 changes sides/);
});

test("every other finding is explained", () => {
  for (const verdict of ["agrees", "zero", "rounding", "wide", "pending", "differs"]) {
    assert.ok(wordsOf(checkOf({ verdict, resolution: 0 }), networkOf(2, 1)).length > 20);
  }
  assert.match(wordsOf(checkOf({ verdict: "wide", h: 0.1 }), networkOf(2, 1)), /h = 10⁻¹ /);
});
