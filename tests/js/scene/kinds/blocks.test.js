import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { attentionOf } from "../../../../static/js/scene/attention/structure.js";
import { blockNumber, firstOf } from "../../../../static/js/scene/kinds/blocks.js";
import { recurrenceOf } from "../../../../static/js/scene/recurrent/recurrence.js";
import { networkOf } from "../../examples.js";
import { NETWORKS } from "../../served.js";

test("a block is found by its name", () => {
  const network = networkOf(2, 3, 1);
  assert.deepEqual(
    ["layer 1", "layer 2", "cell"].map((name) => blockNumber(network, name)),
    [0, 1, -1],
  );
});

test("the parts of a block are one after another", () => {
  const parts = [
    ["a", 2],
    ["b", 1],
    ["c", 4],
  ];
  assert.deepEqual(
    ["a", "b", "c", "d"].map((label) => firstOf(parts, label)),
    [0, 2, 3, Number.NaN],
  );
});

test("the pictures find all blocks and parts of the networks that the server describes", () => {
  for (const kind of ["rnn", "lstm"]) {
    const { cell, output, bands } = recurrenceOf(NETWORKS[kind]);
    assert.deepEqual([cell, output], [0, 1]);
    const places = bands.filter(({ block }) => block === cell).map(({ blockRow }) => blockRow);
    assert.deepEqual(
      places.sort((a, b) => a - b),
      kind === "lstm" ? [0, 3, 6, 9] : [0],
    );
  }
  const { blocks, first, width } = attentionOf(NETWORKS["attention"]);
  assert.deepEqual(
    Object.values(blocks),
    NETWORKS["attention"].blocks.map((_, i) => i),
  );
  assert.deepEqual([first.query, first.key, first.value], [0, width, 2 * width]);
});
