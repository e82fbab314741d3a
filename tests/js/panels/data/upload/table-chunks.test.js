import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { readTable } from "../../../../../static/js/panels/data/table/parse-table.js";
import { chunksOf, textOf } from "../../../../../static/js/panels/data/upload/table-chunks.js";

const LIMITS = { samples: 10_000, features: 64, numbers: 400_000, classes: [2, 10], bytes: 2 ** 20 };
const read = (text) => readTable(text, "automatic", LIMITS);

test("samples become text and come back from it", () => {
  const { x, y } = read(
    textOf({
      x: [
        [1, 2],
        [3, 4],
      ],
      y: ['say "no", now', 7],
    }),
  );
  assert.deepEqual(
    [x, y],
    [
      [
        [1, 2],
        [3, 4],
      ],
      ['say "no", now', 7],
    ],
  );
  assert.equal(textOf({ x: [[1], [2]], y: [[0.5], [1]] }), "1, 0.5\n2, 1");
  const named = {
    x: [
      [1, 2],
      [3, 4],
    ],
    y: ["a", "b"],
    names: ["width, cm", "height"],
  };
  const { kind: _kind, classes: _classes, ...back } = read(textOf(named));
  assert.deepEqual(back, named);
  assert.deepEqual(
    chunksOf({ ...named, target_names: ["species"] }, 12).map(({ names, target_names }) => [names, target_names]),
    [
      [undefined, undefined],
      [["width, cm", "height"], ["species"]],
    ],
  );
});

test("the heading has a name for every column, given or numbered", () => {
  const heading = (fields) => textOf({ x: [[1, 2]], y: [[3, 4]], ...fields }).split("\n")[0];
  assert.equal(heading({}), "1, 2, 3, 4");
  assert.equal(heading({ names: ["a", "b"], target_names: ["price, €", "rent"] }), 'a, b, "price, €", rent');
  assert.equal(heading({ names: ["a", "b"] }), "a, b, y1, y2");
  assert.equal(heading({ y: ["yes"], target_names: ["bought"] }), "x1, x2, bought");
});

test("pieces are in order, whole, and small enough", () => {
  const x = Array.from({ length: 5000 }, (_, i) => [i / 7, -i]);
  const y = x.map((_, i) => (i % 2 ? "ungerade é" : "g"));
  const pieces = chunksOf({ x, y });
  assert.ok(pieces.length > 2);
  assert.deepEqual(
    pieces.flatMap((piece) => piece.x),
    x,
  );
  assert.deepEqual(
    pieces.flatMap((piece) => piece.y),
    y,
  );
  pieces.forEach((piece, k) => {
    assert.equal(
      piece.first,
      pieces.slice(0, k).reduce((sum, one) => sum + one.x.length, 0),
    );
    assert.equal(piece.is_last, k === pieces.length - 1);
    assert.ok(new TextEncoder().encode(JSON.stringify({ type: "table", id: 2 ** 52, ...piece })).length < 65_536);
  });
});
