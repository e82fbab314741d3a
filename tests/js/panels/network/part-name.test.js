import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { nodeName, partName } from "../../../../static/js/panels/network/part-name.js";
import { attentionNetwork } from "../../attention-example.js";
import { groupOf, recurrentOf } from "../../examples.js";
import { CONVOLUTION, TWO_STAGES } from "../../pictures.js";

const cell = (node, site, row, column = 0) => ({ kind: "cell", node, site, row, column });
const NETWORK = recurrentOf(3, 2);

test("a number of a node is named by its time step, stage, or position", () => {
  assert.equal(partName(cell("h", 1, 0), NETWORK), "h of time step 2, number 1");
  assert.equal(partName(cell("h", -1, 1), NETWORK), "h before the first step, number 2");
  assert.equal(partName(cell("o", null, 0), NETWORK), "o, number 1");
  assert.equal(partName(cell("z", 0, 3), CONVOLUTION), "z of stage 1, number 4");
  assert.equal(partName(cell("h", 1, 0, 2), attentionNetwork()), "h (2), position 3, number 1");
  assert.equal(partName(cell("A", 0, 0, 2), attentionNetwork()), "A, position 3, number 1");
});

test("a number of a gate is named by the gate", () => {
  const rows = ["input gate", "forget gate", "output gate", "candidate"].map((label) => [label, 2]);
  const network = {
    ...NETWORK,
    kind: "lstm",
    blocks: [{ ...NETWORK.blocks[0], rows }, NETWORK.blocks[1]],
    nodes: [groupOf("z", 8, [0, 1, 2], { block: 0 }), groupOf("s", 6, [0, 1, 2]), groupOf("h", 2, [0, 1, 2])],
  };
  assert.equal(partName(cell("z", 1, 7), network), "z of time step 2, candidate 2");
  assert.equal(partName(cell("s", 1, 2), network), "s of time step 2, forget gate 1");
  assert.equal(partName(cell("h", 1, 1), network), "h of time step 2, number 2");
});

test("a parameter is named by its block and by what it joins", () => {
  assert.equal(partName({ kind: "edge", layer: 0, row: 1, column: 0 }, NETWORK), "Weight of cell: h 2 from x");
  assert.equal(partName({ kind: "edge", layer: 0, row: 0, column: 2 }, NETWORK), "Weight of cell: h 1 from h 2");
  assert.equal(partName({ kind: "edge", layer: 1, row: 0, column: null }, NETWORK), "Bias of output: o");
  assert.equal(partName({ kind: "layer", layer: 1 }, NETWORK), "output");
});

test("a parameter of a convolution is named by its filter, or by the place of the map that it reads", () => {
  const edge = (layer, row, column) => ({ kind: "edge", layer, row, column });
  assert.equal(partName(edge(0, 1, 5), CONVOLUTION), "Weight of filter 2, row 2, column 3");
  assert.equal(partName(edge(0, 0, null), CONVOLUTION), "Bias of filter 1");
  assert.equal(partName(edge(1, 1, 1), CONVOLUTION), "Weight of output: output 2 from map 2, row 1, column 1");
  assert.equal(partName(edge(1, 2, 12), TWO_STAGES), "Stage 2 · Weight of filter 3, row 2, column 1, of map 2");
  assert.equal(partName(edge(2, 0, null), TWO_STAGES), "Bias of output: output 1");
  assert.equal(partName({ kind: "layer", layer: 1 }, CONVOLUTION), "output");
  const maps = CONVOLUTION.nodes.map((group) => (group.name === "pool" ? { ...group, n_rows: 18, patches: { ...group.patches, rows: 6, columns: 6 } } : group));
  assert.match(partName(edge(1, 0, 14), { ...CONVOLUTION, nodes: maps }), /from map 2, row 2, column 3$/);
});

test("a node is named by what its sites count", () => {
  assert.deepEqual(
    ["step", "stage", "layer", "nth"].map((sites) => nodeName("z", 1, sites)),
    ["z of time step 2", "z of stage 2", "z of layer 2", "z (2)"],
  );
  assert.equal(nodeName("h", null, "step"), "h");
});
