import assert from "node:assert/strict";
import { test } from "node:test";
import { diamond, disc, roundSquare, setFont, textMeasure } from "../../../../static/js/painters/base/shapes.js";
import { recordingContext } from "../../canvas.js";
import { THEME } from "../../examples.js";

/** The path of what `trace` draws. */
function pathOf(trace) {
  const ctx = recordingContext();
  trace(ctx);
  ctx.fill();
  return ctx.painted[0].path;
}

test("text has the size and the font of the page", () => {
  const ctx = recordingContext();
  setFont(ctx, { ...THEME, rem: 20 }, { size: 0.8, weight: 600 });
  assert.equal(ctx.font, "600 16px Inter");
});

test("a text is measured once in each size, and again when too many others have been", () => {
  const asked = [];
  const ctx = Object.assign(recordingContext(), {
    measureText(text) {
      asked.push(`${ctx.font} ${text}`);
      return { width: 7 * asked.length };
    },
  });
  const widthOf = textMeasure(ctx, { ...THEME, rem: 10 });
  const twice = () => [widthOf("0.87", 1), widthOf("0.87", 2), widthOf("0.87", 1)];
  assert.deepEqual(
    [twice(), asked],
    [
      [7, 14, 7],
      ["680 10px Inter 0.87", "680 20px Inter 0.87"],
    ],
  );
  for (let i = 0; i < 1000; i += 1) widthOf(String(i), 3);
  asked.length = 0;
  twice();
  assert.equal(asked.length, 2);
});

test("squares, diamonds and discs have their centre where it is given", () => {
  assert.deepEqual(
    pathOf((ctx) => roundSquare(ctx, 50, 40, 20, 3)),
    [["roundRect", 40, 30, 20, 20, 3]],
  );
  const corners = pathOf((ctx) => diamond(ctx, 50, 40, 5))
    .filter(([name]) => name !== "closePath")
    .map(([, x, y]) => [x - 50, y - 40]);
  assert.deepEqual(corners, [
    [0, -5],
    [5, 0],
    [0, 5],
    [-5, 0],
  ]);
  assert.deepEqual(pathOf((ctx) => disc(ctx, 50, 40, 5)).at(-1), ["arc", 50, 40, 5, 0, 2 * Math.PI]);
});

test("a disc begins at its own edge, so that no line leads to it from the last one", () => {
  const path = pathOf((ctx) => {
    disc(ctx, 10, 10, 5);
    disc(ctx, 50, 40, 5);
  });
  assert.deepEqual(path[2], ["moveTo", 55, 40]);
});
