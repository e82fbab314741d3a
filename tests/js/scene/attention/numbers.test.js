import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { gridOf, gridsOf } from "../../../../static/js/scene/attention/grids.js";
import { cellNumber, checkHead, linesOf, numbersOf, scoreGradient, sumsOf, writeLines } from "../../../../static/js/scene/attention/numbers.js";
import { attentionOf } from "../../../../static/js/scene/attention/structure.js";
import { attentionFrame, attentionStep } from "../../attention-example.js";

const near = (found, wanted) => assert.ok(Math.abs(found - wanted) <= 1e-6 * (1 + Math.abs(wanted)), `${found} is ${wanted}`);

function openStep(options) {
  const { network, frame } = attentionFrame(options);
  const attention = attentionOf(network);
  return { network, frame, attention, grid: (key) => gridOf(gridsOf(attention), key) };
}
const linesIn = ({ network, frame, grid }, key, isGrad) => linesOf(frame, network, grid(key), isGrad);

test("a line of weights is a query, and its columns are keys", () => {
  const step = openStep({ T: 3, heads: 2 });
  const { values } = attentionStep({ T: 3, heads: 2 });
  const A = linesIn(step, "A1", false);
  // the node has a row for each head and key, and a column for each query
  near(A[2 * 3 + 0], values.A[0][(3 + 0) * 3 + 2]);
  near(cellNumber(step.frame, step.network, step.grid("A1"), { isGrad: false, row: 2, column: 0 }), values.A[0][(3 + 0) * 3 + 2]);
  near(
    cellNumber(step.frame, step.network, step.grid("K"), { isGrad: true, row: 1, column: 3 }),
    attentionStep({ T: 3, heads: 2 }).grads.qkv[0][(4 + 3) * 3 + 1],
  );
});

test("lines of weights sum to 1, and lines of dS to 0, in every head", () => {
  for (const options of [{ heads: 1 }, { heads: 2 }, { T: 5, causal: true }]) {
    const step = openStep(options);
    for (let head = 0; head < step.attention.nHeads; head += 1) {
      for (const sum of sumsOf(linesIn(step, `A${head}`, false), step.attention.nPositions)) near(sum, 1);
      assert.ok(sumsOf(linesIn(step, `S${head}`, true), step.attention.nPositions).every((sum) => sum === 0));
    }
  }
});

test("a sum that single precision can tell from 0 is shown as it is", () => {
  assert.deepEqual(sumsOf([1, -1, 0.5, -0.25], 2), [0, 0.25]);
  near(sumsOf([1, -0.999], 2)[0], 0.001);
});

test("dS follows from A and dA in all cells; a wrong one is noticed", () => {
  for (const options of [{ heads: 2 }, { T: 5, causal: true, heads: 1 }]) {
    const step = openStep(options);
    const [A, dA, dS] = [linesIn(step, "A0", false), linesIn(step, "A0", true), linesIn(step, "S0", true)];
    scoreGradient(A, dA, step.attention.nPositions).forEach((each, i) => void near(each, dS[i]));
    const found = checkHead(step.attention, { A, dA, dS });
    assert.equal(found.equal, found.cells);
    const wrong = Float64Array.from(dS, (each, i) => (i === dS.length - 1 ? 1.001 * each : each));
    assert.equal(checkHead(step.attention, { A, dA, dS: wrong }).equal, found.cells - 1);
  }
});

test("masked cells are exactly 0 in A and in dS; one that is not is noticed", () => {
  const step = openStep({ T: 4, causal: true, heads: 1 });
  const [A, dA, dS] = [linesIn(step, "A0", false), linesIn(step, "A0", true), linesIn(step, "S0", true)];
  const { masked, zeros } = checkHead(step.attention, { A, dA, dS });
  assert.deepEqual([masked, zeros], [6, 6]);
  const leaking = Float64Array.from(A, (each, i) => (i === 1 ? 1e-30 : each));
  assert.equal(checkHead(step.attention, { A: leaking, dA, dS }).zeros, 5);
});

test("without numbers there are no lines, and what is not computed yet is NaN", () => {
  const { network, grid } = openStep({});
  assert.equal(linesOf(null, network, grid("A0"), false), null);
  assert.equal(numbersOf(null, network, grid("A0"), false), null);
  assert.deepEqual([...writeLines(null, { from: 0, columns: 2 }, 1, new Float64Array(2))], [NaN, NaN]);
});
