import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { makeMatrices } from "../../../../../static/js/panels/inside/inspector/matrices.js";
import { openPage } from "../../../dom.js";
import { readable } from "../../../formulas.js";

const matrixOf = (name, values, more = {}) => ({
  name,
  symbol: `${name}^{(2)}`,
  quantity: name,
  node: "",
  n_rows: values.length,
  n_columns: values[0].length,
  values,
  rms: 0.5,
  low: -1,
  high: 2,
  ...more,
});
const WEIGHTS = matrixOf("W", [
  [1, 2],
  [-0.123456789, 4],
]);
const BIASES = matrixOf("b", [[0.5], [0.25]], { quantity: "W" });
const SUMS = matrixOf("z", [[7, null]], { quantity: "value", node: "z" });

function made(t, matrices, more = {}) {
  const { document, click, press } = openPage(t);
  const gone = [];
  const options = { layer: 1, batch: [41, 7], sample: null, digits: 4, onGo: (...where) => gone.push(where), ...more };
  const box = makeMatrices(matrices, options);
  document.body.append(box);
  const cells = (name) => [...box.querySelectorAll(`[data-matrix=${name}] button`)];
  return { box, cells, gone, click, press, document };
}

test("a matrix has its symbol, its shape, its size and its numbers", (t) => {
  const { box, cells } = made(t, [WEIGHTS]);
  assert.equal(readable(box.querySelector("summary")), "W(2)2×2rms 0.5000, from −1.000 to 2.000");
  assert.deepEqual(
    cells("W").map(({ textContent }) => textContent),
    ["1.000", "2.000", "−0.1235", "4.000"],
  );
});

test("all digits are written on demand", (t) => {
  const { cells } = made(t, [WEIGHTS], { digits: 17 });
  assert.equal(cells("W")[2].textContent, "−0.123456789");
});

test("a number leads to its weight, its bias, or its unit and sample", (t) => {
  const { cells, gone, click } = made(t, [WEIGHTS, BIASES, SUMS]);
  click(cells("W")[1]);
  click(cells("b")[1]);
  click(cells("z")[1]);
  assert.deepEqual(gone, [
    [{ kind: "edge", layer: 1, row: 0, column: 1 }, null],
    [{ kind: "edge", layer: 1, row: 1, column: null }, null],
    [{ kind: "neuron", layer: 1, index: 0 }, 7],
  ]);
});

test("columns of the batch are named by sample, from 1", (t) => {
  const heads = (more) => [...made(t, [SUMS], more).box.querySelectorAll("[scope=col]")].map(({ textContent }) => textContent);
  assert.deepEqual(heads({}), ["42", "8"]);
});

test("what is not computed yet is no 0", (t) => {
  const { cells, box } = made(t, [SUMS, matrixOf("da", [[null]], { quantity: "grad", rms: null, low: null, high: null })]);
  assert.deepEqual([cells("z")[1].textContent, cells("z")[1].getAttribute("aria-label")], ["·", "not yet"]);
  assert.ok(box.textContent.includes("1×1not yet"));
});

test("a large matrix is told by its size alone", (t) => {
  const { box } = made(t, [matrixOf("W", [[1]], { values: null, n_rows: 128, n_columns: 128 })]);
  assert.equal(box.querySelector("table"), null);
  assert.ok(box.textContent.includes("128×128"));
});

test("arrow keys move inside a matrix, of which Tab reaches one number", (t) => {
  const { cells, press, document } = made(t, [WEIGHTS]);
  const all = cells("W");
  const reached = () => all.map(({ tabIndex }) => tabIndex).indexOf(0);
  all[0].focus();
  for (const [key, place] of [
    ["ArrowRight", 1],
    ["ArrowDown", 3],
    ["ArrowDown", 3],
    ["ArrowLeft", 2],
    ["ArrowUp", 0],
  ]) {
    press(document.activeElement, key);
    assert.deepEqual([all.indexOf(document.activeElement), reached()], [place, place]);
  }
});
