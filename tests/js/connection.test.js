import assert from "node:assert/strict";
import { test } from "node:test";
import "./english.js";
import { pauseBefore } from "../../static/js/connection.js";

test("pauses between attempts double up to eight seconds", () => {
  const pauses = Array.from({ length: 7 }, (_, attempt) => pauseBefore(attempt, 0.5));
  assert.deepEqual(pauses, [400, 800, 1600, 3200, 6400, 8000, 8000]);
});

test("pages that lose the server together come back spread over a whole pause", () => {
  assert.equal(pauseBefore(2, 0), 800);
  assert.equal(pauseBefore(2, 1), 2400);
  assert.equal(pauseBefore(50, 0.999) < 12000, true);
});
