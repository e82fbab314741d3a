import "../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { bandNumber, readBand, readMatrix, toDecades } from "../../../../static/js/scene/recurrent/band-values.js";
import { recurrenceOf } from "../../../../static/js/scene/recurrent/recurrence.js";
import { frameOf } from "../../examples.js";
import { nodeFrame, recurrentNetwork } from "../../recurrent-network.js";

/** A number that tells what it is: units of a site count tens, x counts rows. */
const value = (name, site, row) => (name === "x" ? row : (site + 1) * 10 + row + (name === "s" ? 1000 : 0));

function numbersOf(network, name, quantity = "node_value", more = {}) {
  const of = recurrenceOf(network);
  const band = of.bands.find((source) => source.name === name);
  const into = new Float32Array(band.rows * (of.nSteps - band.firstSite));
  readBand(into, nodeFrame(network, ["x", "h", "s", "a"], { value, grad: value, ...more }), network, band, of, quantity);
  return [...into];
}

test("a band has a row for each unit, and in it the time steps in their order", () => {
  assert.deepEqual(numbersOf(recurrentNetwork({ nSteps: 3 }), "h"), [10, 20, 30, 11, 21, 31]);
  assert.deepEqual(numbersOf(recurrentNetwork({ nSteps: 3 }), "h", "node_grad"), [10, 20, 30, 11, 21, 31]);
});

test("the inputs of a step are rows of one node that has those of all steps", () => {
  assert.deepEqual(numbersOf(recurrentNetwork({ nSteps: 3 }), "x"), [0, 2, 4, 1, 3, 5]);
});

test("a gate is a stretch of rows of the node of all gates", () => {
  const network = recurrentNetwork({ kind: "lstm", nSteps: 2 });
  assert.deepEqual(numbersOf(network, "forget").slice(0, 2), [1012, 1022]);
  assert.deepEqual(numbersOf(network, "output").slice(0, 2), [1014, 1024]);
});

test("outputs and targets of the last step are one column, those of every step one each", () => {
  const last = recurrentNetwork({ nSteps: 3 });
  assert.deepEqual(numbersOf(last, "outcome"), [30]);
  const target = { sections: { node_target: [[1, 1], [0.75]] } };
  assert.deepEqual(numbersOf(last, "target", "node_value", target), [0.75]);
  const every = recurrentNetwork({ nSteps: 2, everyStep: true, outputs: 2 });
  const targets = {
    sections: {
      node_target: [
        [4, 1],
        [1, 2, 3, 4],
      ],
    },
  };
  assert.deepEqual(numbersOf(every, "target", "node_value", targets), [1, 3, 2, 4]);
  assert.deepEqual(
    numbersOf(every, "outcome").map((number) => number % 10),
    [0, 2, 1, 3],
  );
});

test("what a frame does not carry is no number", () => {
  const network = recurrentNetwork({ nSteps: 2 });
  assert.ok(numbersOf(network, "target").every(Number.isNaN));
  const of = recurrenceOf(network);
  assert.equal(bandNumber(frameOf({}), network, of.bands[2], 1, 0, "node_value"), null);
  assert.equal(bandNumber(nodeFrame(network, ["h"], { value }), network, of.bands[2], 1, 1, "node_value"), 21);
  assert.equal(bandNumber(nodeFrame(network, ["h"], { value: () => NaN }), network, of.bands[2], 1, 1, "node_value"), null);
});

test("gradients are placed by their decades, with their sign", () => {
  const values = Float32Array.from([1, -1e-3, 1e-6, 1e-9, 0, NaN]);
  toDecades(values, values.length, 1);
  assert.deepEqual(
    [...values].map((x) => Math.round(x * 1000) / 1000),
    [1, -0.5, 0, 0, 0, NaN],
  );
});

test("a part of a block is read from its rows and columns, the bias from a section of its own", () => {
  const frame = frameOf({
    "W.0": [
      [2, 3],
      [1, 2, 3, 4, 5, 6],
    ],
    "b.0": [[2], [7, 8]],
  });
  const read = (part, lens = "weights") => {
    const into = new Float32Array(part.rows * part.columns);
    readMatrix(into, frame, { block: 0, ...part }, lens);
    return [...into];
  };
  assert.deepEqual(read({ row: 0, rows: 2, column: 1, columns: 2 }), [2, 3, 5, 6]);
  assert.deepEqual(read({ row: 1, rows: 1, column: null, columns: 1 }), [8]);
  assert.ok(read({ row: 0, rows: 1, column: 0, columns: 1 }, "gradients").every(Number.isNaN));
});
