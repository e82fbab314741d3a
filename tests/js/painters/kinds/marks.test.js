import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { paintMarks } from "../../../../static/js/painters/kinds/marks.js";
import { paintedIn, recordingContext, textsOf } from "../../canvas.js";
import { THEME } from "../../examples.js";

function painted(mark) {
  const ctx = recordingContext();
  paintMarks(ctx, [mark], THEME);
  return ctx;
}

test("a text has its place, its size and a colour of the theme", () => {
  const [text] = painted({ does: "text", text: "A", x: 3, y: 4, size: 2, color: "muted", align: "left", base: "top" }).painted;
  assert.deepEqual([text.args, text.fillStyle, text.textAlign, text.textBaseline], [["A", 3, 4], "muted", "left", "top"]);
  assert.match(text.font, /26px/);
});

test("a chip is a filled square with its text; a broken line does not go on", () => {
  const ctx = painted({ does: "chip", text: "7", x: 10, y: 10, size: 8, color: "backward", isDashed: true });
  assert.deepEqual(textsOf(ctx), ["7"]);
  const [line] = ctx.painted.filter(({ does }) => does === "stroke");
  assert.deepEqual([line.dash, line.strokeStyle, line.path[0].slice(0, 5)], [[3, 2], "backward", ["roundRect", 6, 6, 8, 8]]);
  assert.deepEqual(ctx.getLineDash(), []);
  assert.equal(paintedIn(ctx, "panel").length, 1);
  const [whole] = painted({ does: "chip", text: "17", x: 10, y: 10, size: 8, color: "ink" }).painted.filter(({ does }) => does === "stroke");
  assert.deepEqual(whole.dash, []);
});

test("an outline lies around its box", () => {
  const [line] = painted({ does: "outline", box: { left: 10, top: 20, wide: 5, high: 6 }, width: 2, color: "accent" }).painted;
  assert.deepEqual([line.path[0], line.lineWidth, line.strokeStyle], [["roundRect", 9, 19, 7, 8, 0], 2, "accent"]);
});

test("a rule is straight; a curve leaves and arrives level", () => {
  const [rule] = painted({ does: "rule", from: [1, 2], to: [3, 4], width: 1, color: "edge" }).painted;
  assert.deepEqual(rule.path, [
    ["moveTo", 1, 2],
    ["lineTo", 3, 4],
  ]);
  const [curve] = painted({ does: "curve", from: [0, 2], to: [10, 6], width: 1.5, color: "forward" }).painted;
  assert.deepEqual(curve.path, [
    ["moveTo", 0, 2],
    ["bezierCurveTo", 5, 2, 5, 6, 10, 6],
  ]);
});

test("texts come after all shapes, font by font: a font is set once", () => {
  const ctx = recordingContext();
  const fonts = [];
  let font = "";
  Object.defineProperty(ctx, "font", {
    get: () => font,
    set: (next) => {
      font = next;
      fonts.push(next);
    },
  });
  const text = (name, size) => ({ does: "text", text: name, x: 0, y: 0, size, color: "ink" });
  paintMarks(ctx, [text("a", 1), text("b", 2), text("c", 1), { does: "rule", from: [0, 0], to: [1, 1], width: 1, color: "edge" }], THEME);
  assert.deepEqual(
    ctx.painted.map(({ does }) => does),
    ["stroke", "fillText", "fillText", "fillText"],
  );
  assert.deepEqual([textsOf(ctx), fonts.length], [["a", "c", "b"], 2]);
});
