import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { behindSentence, headlineOf, targetSentence, termsSentence, weightText } from "../../../../static/js/panels/recurrent/texts.js";
import { recurrenceOf } from "../../../../static/js/scene/recurrent/recurrence.js";
import { nodeFrame, recurrentNetwork } from "../../recurrent-network.js";

const factorsOf = (sizes, derivatives = [], weights = []) => ({
  step: 12,
  state: "h",
  sizes,
  factors: [
    { name: "derivatives", values: derivatives },
    { name: "weights", values: weights },
  ],
});
const TERMS = { step: 12, sample: 0, gradient: 0.5, value: 4, sites: [0, 1, 2, 3], terms: [0, 1, 0, 3], deltas: [0, 2, 0, -1], inputs: [0, 0.5, 1, -3] };

function knownOf(options = {}, more = {}) {
  const network = recurrentNetwork(options);
  const sections = {
    "W.0": [
      [2, 4],
      [1, 2, 3, 4, 5, 6, 7, 8],
    ],
    "dW.0": [
      [2, 4],
      [8, 7, 6, 5, 4, 3, 2, 1],
    ],
    "b.0": [[2], [0.1, 0.2]],
    "db.0": [[2], [0.3, 0.4]],
  };
  const frame = nodeFrame(network, ["x", "h", "z", "a", "s"], { value: () => 0.25, grad: () => -0.125, sections });
  return {
    frame,
    network,
    of: recurrenceOf(network),
    factors: factorsOf([0.001, 0.1, 0.5, 1], [null, 0.2, 0.4, 0.8], [null, 0.05, 0.5, 0.625]),
    terms: null,
    ...more,
  };
}

test("the headline says what there is: nothing yet, a 0, one time step, equal, smaller or larger", () => {
  const said = (sizes, more = {}) => headlineOf({ ...factorsOf(sizes, [], []), ...more });
  assert.equal(said([null, null], { step: 0 }), "No gradient yet: it comes with the first step");
  assert.equal(said([null, null], { isUnderWay: true }), "Step 12: ∂L/∂h is not computed yet");
  assert.equal(said([null, null], { isUnderWay: false }), "Step 13: ∂L/∂h is not computed yet");
  assert.equal(said([0, 0]), "Step 12: ∂L/∂h of the last time step is exactly 0");
  assert.equal(said([0, 1]), "Step 12: no gradient goes back from time step 2");
  assert.match(said([1, 1]), /time step 1 is as large as of time step 2; per time step × 1\.00$/);
  assert.match(said([5e-7, 1]), /is 2\.00e6 times smaller than/);
  assert.match(said([2e6, 1]), /is 2\.00e6 times larger than/);
  assert.match(said([0.125, 0.25, 0.5, 1]), /is 8\.00 times smaller than of time step 4; per time step × 0\.500$/);
  assert.match(said([0, 4, 1]), /of time step 2 is 4\.00 times larger than of time step 3/);
});

test("sizes and factors are told with their time steps", () => {
  const known = knownOf();
  assert.equal(targetSentence({ kind: "size", t: 1 }, known), "Time step 2: rms ∂L/∂h 0.1000, 0.1000 times that of time step 4");
  assert.equal(targetSentence({ kind: "factor", factor: "derivatives", t: 2 }, known), "The derivatives of time step 3 multiply the gradient by f′ = 0.4000");
  assert.equal(targetSentence({ kind: "factor", factor: "weights", t: 2 }, known), "From time step 3 back to 2 W_hh multiplies it by W = 0.5000");
  const every = knownOf({ everyStep: true });
  assert.match(targetSentence({ kind: "factor", factor: "weights", t: 2 }, every), /, the gradient of the output of time step 2 included$/);
});

test("a cell is told with its number, a unit also with its gradient", () => {
  const cell = (band, t, options) => targetSentence({ kind: "cell", band, t, row: 0 }, knownOf(options));
  assert.equal(cell("x", 0), "Time step 1, value: 0.2500");
  assert.equal(cell("outcome", 3), "Time step 4, output: 0.2500");
  assert.equal(cell("outcome", 3, { outputs: 3 }), "Time step 4, output 1: 0.2500");
  assert.match(cell("h", 1), /; z \+0\.2500, δ = ∂L\/∂z −0\.1250$/);
  assert.equal(cell("forget", 1, { kind: "lstm" }), "Time step 2, forget gate f of unit 1: 0.2500, ∂L/∂f −0.1250");
  assert.equal(cell("c", 1), "", "a plain cell has no c");
});

test("a weight is called by what it leads from and to", () => {
  const { of } = knownOf();
  const name = (block, row, column, network = of) => weightText({ block, row, column }, network);
  assert.equal(name(0, 1, 1), "W_xh from the input mark to unit 2");
  assert.equal(name(0, 1, 2), "W_hh from unit 1 of the time step before to unit 2");
  assert.equal(name(0, 0, null), "Bias of unit 1");
  assert.equal(name(1, 0, 1), "W_hy from unit 2 to output 1");
  const { of: lstm } = knownOf({ kind: "lstm" });
  assert.equal(name(0, 3, 2, lstm), "W_hh from unit 1 of the time step before to the forget gate of unit 2");
  assert.equal(
    targetSentence({ kind: "weight", block: 0, row: 1, column: 2 }, knownOf()),
    "W_hh from unit 1 of the time step before to unit 2: +7.000, ∂L/∂w +2.000. Click to see it as a sum over time",
  );
});

test("the gradient of a weight is told as the sum that it is", () => {
  const weight = { kind: "weight", block: 0, row: 0, column: 2 };
  assert.match(
    termsSentence(weight, knownOf({}, { terms: TERMS })),
    /of this sequence at step 12 is the sum of 4 time steps: \+4\.000 \(of the whole batch \+0\.5000\)$/,
  );
  assert.match(termsSentence(weight, knownOf({}, { terms: { ...TERMS, sample: null } })), /∂L\/∂w of step 12 is the sum of 4 time steps: \+4\.000$/);
  assert.match(termsSentence(weight, knownOf()), /comes with the next step$/);
});

test("a bar is told with the product that it is, and its share", () => {
  const said = (t, more = {}) => targetSentence({ kind: "term", t }, knownOf({}, { terms: { ...TERMS, ...more } }));
  assert.equal(said(1), "Time step 2 adds δ · input = +2.000 · +0.5000 = +1.000, 25\u2009% of the sum");
  assert.equal(said(1, { inputs: null }), "Time step 2 adds δ = +1.000, 25\u2009% of the sum");
  assert.equal(said(1, { inputs: null, deltas: null, value: 0 }), "Time step 2 adds +1.000");
  assert.equal(said(1, { sites: [3], terms: [3] }), "Time step 2 does not use this weight");
});

test("what a wall leaves out is told in per cent", () => {
  const found = { share: 0.75, truncation: 5, norm: 3, full_norm: 4 };
  assert.equal(
    behindSentence(found),
    "Wall: 75\u2009% of the full gradient of the cell's weights remains, 25\u2009% is left out (norm 3.000 instead of 4.000)",
  );
  assert.equal(
    behindSentence({ ...found, share: 1.25 }),
    "Wall: the gradient of the cell's weights has 125\u2009% of the full one in its direction (norm 3.000 instead of 4.000)",
  );
  assert.equal(behindSentence({ ...found, share: null }), "");
});
