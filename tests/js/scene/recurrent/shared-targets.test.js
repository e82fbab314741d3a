import "../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { recurrenceOf } from "../../../../static/js/scene/recurrent/recurrence.js";
import { fromShared, toShared } from "../../../../static/js/scene/recurrent/shared-targets.js";
import { recurrentNetwork } from "../../recurrent-network.js";

const cell = (band, t, row) => ({ kind: "cell", band, t, row });

/** What the page selects for a target of the picture, after it was checked that it leads back. */
function there(target, options = {}) {
  const network = recurrentNetwork(options);
  const of = recurrenceOf(network);
  const shared = toShared(target, of);
  assert.deepEqual(fromShared(shared, of, network), target);
  return shared;
}

test("cells are those of nodes, whatever time steps and gates a node has", () => {
  assert.deepEqual(there(cell("h", 2, 1)), { kind: "cell", node: "h", site: 2, row: 1, column: 0 });
  assert.deepEqual(there(cell("x", 2, 1)), { kind: "cell", node: "x", site: null, row: 5, column: 0 });
  assert.deepEqual(there(cell("forget", 1, 1), { kind: "lstm" }), { kind: "cell", node: "s", site: 1, row: 3, column: 0 });
  assert.deepEqual(there(cell("outcome", 3, 0)), { kind: "cell", node: "a", site: 3, row: 0, column: 0 });
  assert.deepEqual(there(cell("outcome", 1, 1), { everyStep: true, outputs: 2 }), { kind: "cell", node: "a", site: null, row: 3, column: 0 });
});

test("weights and biases are edges of their block", () => {
  assert.deepEqual(there({ kind: "weight", block: 0, row: 1, column: 3 }), { kind: "edge", layer: 0, row: 1, column: 3 });
  assert.deepEqual(there({ kind: "weight", block: 1, row: 0, column: null }), { kind: "edge", layer: 1, row: 0, column: null });
});

test("targets, gradients, factors and terms are of the picture alone", () => {
  const of = recurrenceOf(recurrentNetwork());
  for (const target of [cell("target", 3, 0), { kind: "size", t: 1 }, { kind: "factor", factor: "derivatives", t: 1 }, { kind: "term", t: 1 }]) {
    assert.equal(toShared(target, of), null);
  }
});

test("what the picture does not show, or the network does not have, is not selected in it", () => {
  const network = recurrentNetwork();
  const of = recurrenceOf(network);
  const from = (target) => fromShared(target, of, network);
  assert.equal(from(null), null);
  assert.equal(from({ kind: "cell", node: "z", site: 1, row: 0, column: 0 }), null);
  assert.equal(from({ kind: "edge", layer: 0, row: 7, column: 0 }), null);
  assert.equal(from({ kind: "layer", layer: 0 }), null);
  assert.equal(fromShared({ kind: "edge", layer: 0, row: 0, column: 0 }, null, network), null);
});
