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

for (const [name, data, expected] of [
  ["where there is no plane", { domain: null }, [0, 0]],
  ["but the curve of a function", { domain: [[-6, 6]], axis_names: ["x"] }, [0, 1]],
])
  test(`a frame repaints nothing ${name}`, (t) => {
    const { byId, take, draw, painted } = openOutput(t, { ...CIRCLE, ...data });
    const { mock } = t.mock.method(byId("output-points").getContext("bitmaprenderer"), "transferFromImageBitmap");
    draw();
    const before = mock.callCount();
    take(SURFACES);
    draw();
    assert.deepEqual([painted("output").length, mock.callCount() - before], expected);
  });
