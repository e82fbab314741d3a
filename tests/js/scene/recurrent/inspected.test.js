import "../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { numberOf, timeTargetOf } from "../../../../static/js/scene/recurrent/inspected.js";
import { recurrenceOf } from "../../../../static/js/scene/recurrent/recurrence.js";
import { recurrentNetwork } from "../../recurrent-network.js";

for (const kind of ["rnn", "lstm"]) {
  test(`each cell and weight of ${kind} is a number, and the number that cell`, () => {
    const of = recurrenceOf(recurrentNetwork({ kind }));
    for (const { name, firstSite, rows, node } of of.bands) {
      for (let t = firstSite; t < of.nSteps; t += 1) {
        const target = { kind: "cell", band: name, t, row: rows - 1 };
        const number = numberOf(target, of);
        if (node === "y") assert.equal(number, null);
        else assert.deepEqual(timeTargetOf(number, of), target, JSON.stringify(number));
      }
    }
    const weight = { kind: "weight", block: 0, row: 1, column: null };
    assert.deepEqual(numberOf(weight, of), { kind: "edge", layer: 0, row: 1, column: null });
    assert.deepEqual(timeTargetOf(numberOf(weight, of), of), weight);
  });
}

test("inputs of all steps are rows of one node, states have a site", () => {
  const of = recurrenceOf(recurrentNetwork({ kind: "rnn" }));
  const perStep = of.channels.length;
  assert.deepEqual(numberOf({ kind: "cell", band: "x", t: 2, row: 1 }, of), { kind: "cell", node: "x", site: null, row: 2 * perStep + 1, column: 0 });
  assert.deepEqual(numberOf({ kind: "cell", band: "h", t: 2, row: 1 }, of), { kind: "cell", node: "h", site: 2, row: 1, column: 0 });
});

test("a dot of the strip is no number, and z is not on the picture", () => {
  const of = recurrenceOf(recurrentNetwork({ kind: "rnn" }));
  assert.equal(numberOf({ kind: "size", t: 1 }, of), null);
  assert.equal(numberOf(null, of), null);
  assert.equal(timeTargetOf({ kind: "cell", node: "z", site: 1, row: 0, column: 0 }, of), null);
  assert.equal(timeTargetOf({ kind: "loss" }, of), null);
});
