import assert from "node:assert/strict";
import { test } from "node:test";
import { fromLink, toLink } from "../../../../../static/js/panels/data/upload/table-link.js";

const SAMPLES = {
  x: [
    [1, 2.5],
    [-3e-7, 0],
  ],
  y: ["a, b; c&d=~%", 2],
};

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
