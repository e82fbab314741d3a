import assert from "node:assert/strict";
import { test } from "node:test";
import { evenColors, legendLines, paintLegend } from "../../../../../static/js/panels/export/pictures/legend.js";
import { paintedIn, recordingContext, textsOf } from "../../../canvas.js";
import { THEME } from "../../../examples.js";

const words = (...texts) => texts.map((text) => ({ text }));

test("items stand in one line while there is room, none beyond its end", () => {
  const ctx = recordingContext();
  const items = words("one", "two", "three", "four");
  const one = legendLines(ctx, items, 1000, THEME);
  const two = legendLines(ctx, items, 90, THEME);
  assert.equal(one.lines.length, 1);
  assert.ok(two.lines.length > 1 && two.height === two.lines.length * one.height);
  for (const { x, width } of two.lines.flat()) assert.ok(x + width <= 90);
  assert.equal(two.lines[1][0].x, 0);
});

test("a very long name is cut", () => {
  const [[{ text }]] = legendLines(recordingContext(), words("x".repeat(500)), 100, THEME).lines;
  assert.equal(text.length, 48);
  assert.ok(text.endsWith("…"));
});

test("words, names, marks and scales are painted in their colours", () => {
  const ctx = recordingContext();
  const items = [{ text: "weight", isName: true }, { scale: ["#a", "#b"], isWaisted: true }, { mark: "#c", text: "iris" }, { scale: ["#d"] }];
  const { lines } = legendLines(ctx, items, 1000, THEME);
  paintLegend(ctx, lines, THEME);
  assert.deepEqual(textsOf(ctx), ["weight", "iris"]);
  assert.equal(paintedIn(ctx, THEME.ink).length, 1);
  const height = (color) =>
    Math.max(...paintedIn(ctx, color)[0].path.map(([, , y]) => y ?? -Infinity)) - Math.min(...paintedIn(ctx, color)[0].path.map(([, , y]) => y ?? Infinity));
  const [a] = paintedIn(ctx, "#a");
  const [left, right] = [a.path[0][2], a.path[1][2]];
  assert.ok(left < right, "a scale of edges is narrow in its middle");
  assert.ok(height("#d") > 0 && paintedIn(ctx, "#d")[0].path[0][2] === paintedIn(ctx, "#d")[0].path[1][2]);
  assert.equal(paintedIn(ctx, "#c")[0].path[0][0], "arc");
});

test("of many colours some are kept, both ends among them", () => {
  const colors = Array.from({ length: 256 }, (_, i) => `c${i}`);
  const some = evenColors(colors, 5);
  assert.deepEqual(some, ["c0", "c64", "c128", "c191", "c255"]);
  assert.deepEqual(evenColors(["only"]), ["only"]);
});
