import assert from "node:assert/strict";
import { test } from "node:test";
import { foldsOf } from "../../../../../static/js/panels/inside/program/folds.js";

const op = (node, site, role = "activation") => ({ phase: "forward", node, site, role });
/** z and h of so many time steps. */
const unrolled = (n) => Array.from({ length: n }, (_, site) => [op("z", site), op("h", site)]).flat();

test("a short phase stays as it is", () => {
  const folds = foldsOf(unrolled(12), 0, 24);
  assert.equal(folds.length, 24);
  assert.deepEqual(folds[3], { first: 3, n: 1, site: null, node: null });
});

test("in a long one the operations of a time step are a group", () => {
  const folds = foldsOf(unrolled(20), 0, 40);
  assert.equal(folds.length, 20);
  assert.deepEqual(folds[2], { first: 4, n: 2, site: 2, node: null });
});

test("operations of one node at step after step are a group, others are not", () => {
  const ops = [...unrolled(12), ...Array.from({ length: 5 }, (_, site) => op("o", site)), op("a", null), op("a", null)];
  const folds = foldsOf(ops, 0, ops.length);
  assert.deepEqual(folds.slice(12), [
    { first: 24, n: 5, site: null, node: "o" },
    { first: 29, n: 1, site: null, node: null },
    { first: 30, n: 1, site: null, node: null },
  ]);
});

test("every operation is in one group, in order, whatever comes before the phase", () => {
  const ops = [op("x", null), ...unrolled(15), op("o", 3), op("z", 3), op("z", 4), op("z", 5), op("h", 5)];
  const folds = foldsOf(ops, 1, ops.length);
  let next = 1;
  for (const { first, n } of folds) {
    assert.equal(first, next);
    next += n;
  }
  assert.equal(next, ops.length);
});
