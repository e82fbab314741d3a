import "../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { nodesOf, recurrenceOf, weightName } from "../../../../static/js/scene/recurrent/recurrence.js";
import { networkOf } from "../../examples.js";
import { recurrentNetwork } from "../../recurrent-network.js";

const namesOf = (of) => of.bands.map(({ name }) => name);

test("a plain cell has the bands target, output, state and input, and its weights stand beside the state", () => {
  const of = recurrenceOf(recurrentNetwork());
  assert.deepEqual(namesOf(of), ["target", "outcome", "h", "x"]);
  assert.deepEqual(
    of.bands.map(({ block, blockRow }) => [block, blockRow]),
    [
      [null, 0],
      [1, 0],
      [0, 0],
      [null, 0],
    ],
  );
  assert.deepEqual([of.nSteps, of.nUnits, of.nOutputs, of.state, of.hasOutputs], [4, 2, 1, "h", false]);
});

test("an LSTM has a band for each gate, with the rows of its parameters that make it", () => {
  const of = recurrenceOf(recurrentNetwork({ kind: "lstm", units: 3 }));
  assert.deepEqual(namesOf(of), ["target", "outcome", "h", "output", "c", "forget", "input", "candidate", "x"]);
  const rows = Object.fromEntries(of.bands.map(({ name, node, firstRow, block, blockRow }) => [name, [node, firstRow, block, blockRow]]));
  assert.deepEqual(rows["input"], ["s", 0, 0, 0]);
  assert.deepEqual(rows["forget"], ["s", 3, 0, 3]);
  assert.deepEqual(rows["output"], ["s", 6, 0, 6]);
  assert.deepEqual(rows["candidate"], ["g", 0, 0, 9]);
  assert.deepEqual(rows["h"].slice(2), [null, 0]);
  assert.equal(of.state, "c");
});

test("blocks of parameters and the rows of gates may come in another order", () => {
  const network = recurrentNetwork({ kind: "lstm", units: 3 });
  const blocks = network.blocks.toReversed().map((block) => ({ ...block, rows: block.rows.toReversed() }));
  const of = recurrenceOf({ ...network, blocks });
  assert.deepEqual([of.cell, of.output], [1, 0]);
  const places = Object.fromEntries(of.bands.map(({ name, block, blockRow }) => [name, [block, blockRow]]));
  assert.deepEqual(
    [places["outcome"], places["candidate"], places["input"]],
    [
      [0, 0],
      [1, 0],
      [1, 9],
    ],
  );
  assert.deepEqual(
    [
      [1, null],
      [0, null],
    ].map(([block, column]) => weightName(block, column, of)),
    ["b", "by"],
  );
});

test("outputs are of the last step, of a node with all steps, or of one node per step", () => {
  const outcome = (network) => recurrenceOf(network).bands.find(({ name }) => name === "outcome");
  assert.deepEqual([outcome(recurrentNetwork()).firstSite, outcome(recurrentNetwork()).perStep], [3, 0]);
  const every = outcome(recurrentNetwork({ everyStep: true, outputs: 2 }));
  assert.deepEqual([every.firstSite, every.perStep], [0, 2]);
  assert.equal(outcome(recurrentNetwork({ everyStep: true, outputs: 2, softmax: true })).perStep, 0);
});

test("a network of another kind is not recurrent, and the same network is read once", () => {
  assert.equal(recurrenceOf(null), null);
  assert.equal(recurrenceOf(networkOf(2, 1)), null);
  assert.equal(recurrenceOf({ ...recurrentNetwork(), kind: "attention" }), null);
  const network = recurrentNetwork();
  assert.equal(recurrenceOf(network), recurrenceOf(network));
});

test("frames shall carry what the picture shows", () => {
  const folded = new Set(["candidate"]);
  assert.deepEqual(nodesOf({ isLstm: false }, folded), ["x", "h", "z", "a"]);
  assert.deepEqual(nodesOf({ isLstm: true }, folded), ["x", "h", "c", "s", "a"]);
  assert.deepEqual(nodesOf({ isLstm: true }, new Set()), ["x", "h", "c", "s", "g", "a"]);
});

test("weights are called by what they read and make", () => {
  const of = recurrenceOf(recurrentNetwork());
  assert.deepEqual(
    [
      [0, 1],
      [0, 2],
      [0, null],
      [1, 0],
      [1, null],
    ].map(([block, column]) => weightName(block, column, of)),
    ["xh", "hh", "b", "hy", "by"],
  );
});
