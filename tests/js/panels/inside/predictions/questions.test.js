import "../../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { answersOf, keyOf, placeName, placeOf, position, possible, stepAhead } from "../../../../../static/js/panels/inside/predictions/questions.js";
import { networkOf, recurrentOf } from "../../../examples.js";
import { programOf } from "../programs.js";

const NETWORK = networkOf(2, 4, 1);
const within = (phase, index) => ({ step: 120, op: { phase, index } });

test("a question is about a step of which no gradient is computed", () => {
  assert.equal(stepAhead(null), 1);
  assert.equal(stepAhead({ step: 120, op: null }), 121);
  for (const phase of ["forward", "loss", "local"]) assert.equal(stepAhead(within(phase, 1)), 121, phase);
  for (const phase of ["backward", "update"]) assert.equal(stepAhead(within(phase, 3)), 122, phase);
});

test("a position is the finished steps and whether one is under way", () => {
  assert.deepEqual(position(null), { step: 0, isBetween: true });
  assert.deepEqual(position(within("forward", 1)), { step: 120, isBetween: false });
});

test("the selected weight or bias is asked about, or the first where that does not exist", () => {
  const first = { kind: "edge", layer: 0, row: 0, column: 0 };
  const bias = { kind: "edge", layer: 0, row: 3, column: null };
  assert.deepEqual(placeOf(bias, NETWORK), bias);
  for (const pinned of [null, { kind: "neuron", layer: 0, index: 2 }, { ...bias, row: 4 }, { ...first, column: 2 }, { ...first, layer: 2 }]) {
    assert.deepEqual(placeOf(pinned, NETWORK), first);
  }
});

test("of a network that is not dense, blocks and their weights are asked about", () => {
  const network = recurrentOf(4, 3);
  const place = { kind: "edge", layer: 0, row: 2, column: 3 };
  assert.deepEqual(placeOf(place, network), place);
  assert.equal(placeOf({ ...place, column: 4 }, network).column, 0);
  assert.equal(placeName(place, network), "“Weight of cell: h 3 from h 3”");
  assert.equal(placeName(place, NETWORK), "weight 3,4 of layer 1");
  assert.deepEqual([keyOf("layer", network), keyOf("sign", network), keyOf("layer", NETWORK), keyOf("layer", null)], ["block", "sign", "layer", "layer"]);
  assert.deepEqual(answersOf({ question: "layer", place, step: 1 }, network, null), [
    ["0", "cell"],
    ["1", "output"],
  ]);
});

test("samples are offered where the batch of that step is known and small", () => {
  assert.ok(possible(121, programOf()).includes("sample"));
  assert.ok(!possible(122, programOf()).includes("sample"));
  assert.ok(!possible(121, null).includes("sample"));
  assert.ok(!possible(121, programOf({ batch: [3] })).includes("sample"));
  assert.ok(!possible(121, programOf({ batch: Array(13).fill(0) })).includes("sample"));
  const asked = { question: "sample", place: placeOf(null, NETWORK), step: 121 };
  assert.deepEqual(answersOf(asked, NETWORK, programOf()), [
    ["4", "5"],
    ["7", "8"],
  ]);
});

test("layers have their names, the last is the output", () => {
  const asked = { question: "layer", place: placeOf(null, NETWORK), step: 1 };
  assert.deepEqual(answersOf(asked, NETWORK, null), [
    ["0", "layer 1"],
    ["1", "output"],
  ]);
  const words = (question) => answersOf({ ...asked, question }, NETWORK, null).map(([answer]) => answer);
  assert.deepEqual(
    [words("sign"), words("direction"), words("uphill")],
    [
      ["positive", "negative", "zero"],
      ["up", "down", "stays"],
      ["yes", "no"],
    ],
  );
});
