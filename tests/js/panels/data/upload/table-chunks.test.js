import "../../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { chunksOf } from "../../../../../static/js/panels/data/upload/table-chunks.js";

test("the last piece has the names", () => {
  const named = {
    x: [
      [1, 2],
      [3, 4],
    ],
    y: ["a", "b"],
    names: ["width, cm", "height"],
    target_names: ["species"],
  };
  assert.deepEqual(
    chunksOf(named, 12).map(({ names, target_names }) => [names, target_names]),
    [
      [undefined, undefined],
      [["width, cm", "height"], ["species"]],
    ],
  );
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
