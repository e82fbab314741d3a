import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { readTable } from "../../../../static/js/panels/data/parse-table.js";
import { chunksOf, fromLink, textOf, toLink } from "../../../../static/js/panels/data/table-chunks.js";

const LIMITS = { samples: 10_000, features: 64, numbers: 400_000, classes: [2, 10], bytes: 2 ** 20 };
const SAMPLES = {
  x: [
    [1, 2.5],
    [-3e-7, 0],
  ],
  y: ["a, b; c&d=~%", 2],
};
const read = (text) => readTable(text, "automatic", LIMITS);

test("a link carries samples and gives them back", () => {
  const text = toLink(SAMPLES);
  assert.ok(!/[&#\s]/.test(text));
  assert.deepEqual(fromLink(decodeURIComponent(text)), SAMPLES);
  const values = { x: [[1], [2]], y: [[0.5], [-1]] };
  assert.deepEqual(fromLink(decodeURIComponent(toLink(values))), values);
});

test("a table that is too long for a link has none", () => {
  const many = Array.from({ length: 2000 }, (_, i) => [i, i + 0.5]);
  assert.equal(toLink({ x: many, y: many.map(() => 1) }), null);
});

test("a link that is no table is none", () => {
  for (const text of ["", "1", "a,1", "1,", "1,2;", "1,x", ",1", "1,Infinity", "1,~"]) assert.equal(fromLink(text), undefined, text);
});

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
    chunksOf(named).map(({ names }) => names),
    [["width, cm", "height"]],
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
