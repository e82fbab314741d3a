import assert from "node:assert/strict";
import { test } from "node:test";
import { inspectCell } from "../../../../../static/js/panels/inside/inspector/cells.js";
import { recurrentOf } from "../../../examples.js";

const NETWORK = recurrentOf(3, 2);
const CELL = { kind: "cell", node: "h", site: 1, row: 1, column: 0 };
const EDGE = { kind: "edge", layer: 0, row: 1, column: null };

function server(done = () => 3) {
  const asked = [];
  const ask = (request) => {
    asked.push(request);
    return Promise.resolve({ type: request.type, step: 1, done: done(asked.length), request });
  };
  return { asked, ask };
}

test("a cell is asked for its value and its gradient, of the followed sample or another one", async () => {
  const { asked, ask } = server();
  const found = await inspectCell(ask, CELL, { probe: null, sample: 7 }, NETWORK);
  assert.deepEqual(
    asked.map(({ type, quantity, node, site, row, column, sample }) => [type, quantity, node, site, row, column, sample]),
    [
      ["explain", "value", "h", 1, 1, 0, 7],
      ["explain", "grad", "h", 1, 1, 0, 7],
    ],
  );
  assert.deepEqual([found.target, found.explained.length, found.terms], [CELL, 2, null]);
  await inspectCell(ask, CELL, { probe: 4, sample: 7 }, NETWORK);
  assert.equal(asked.at(-1).sample, 4);
});

test("an input has no gradient to ask for", async () => {
  const { asked, ask } = server();
  await inspectCell(ask, { ...CELL, node: "x", row: 0 }, { probe: 0, sample: 0 }, NETWORK);
  assert.deepEqual(
    asked.map(({ quantity }) => quantity),
    ["value"],
  );
});

test("a parameter is asked for the terms of its gradient and its way to the new value", async () => {
  const { asked, ask } = server();
  const found = await inspectCell(ask, EDGE, { probe: 2, sample: 0 }, NETWORK);
  assert.deepEqual(
    asked.map(({ type, quantity, block, row, column, sample }) => [type, quantity, block, row, column, sample]),
    [
      ["gradient_terms", undefined, 0, 1, null, 2],
      ["explain", "W", 0, 1, null, undefined],
    ],
  );
  assert.equal(found.terms.type, "gradient_terms");
});

test("the loss is asked for, and a whole block is not", async () => {
  const { asked, ask } = server();
  assert.equal((await inspectCell(ask, { kind: "loss" }, { probe: null, sample: 0 }, NETWORK)).explained.length, 1);
  assert.deepEqual([asked[0].quantity, asked[0].sample], ["loss", null]);
  assert.equal(await inspectCell(ask, { kind: "layer", layer: 0 }, { probe: null, sample: 0 }, NETWORK), null);
});

test("no answer mixes two moments of the step", async () => {
  for (const target of [CELL, EDGE]) assert.equal(await inspectCell(server((n) => n).ask, target, { probe: 0, sample: 0 }, NETWORK), null);
});
