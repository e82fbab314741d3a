import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import { CIRCLE } from "../examples.js";
import { openOutput, SURFACES } from "./open.js";

test("a new frame repaints the plane, not the points", (t) => {
  const { draw, painted, take } = openOutput(t);
  draw();
  take(SURFACES);
  draw();
  assert.deepEqual([painted("output").length > 0, painted("points").length], [true, 0]);
});

test("without an input plane nothing is placed, and the canvases are blank", (t) => {
  const { renderer, draw, painted, store } = openOutput(t);
  store.dispatch({ type: "data", ...CIRCLE, domain: null });
  draw();
  assert.deepEqual(
    [
      renderer.shape.value,
      ...["output", "points"].map((name) =>
        painted(name)
          .map(({ does }) => does)
          .join(),
      ),
    ],
    [null, "clearRect", ""],
  );
});
