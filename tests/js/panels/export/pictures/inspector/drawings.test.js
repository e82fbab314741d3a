import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../../english.js";
import { barsBlock, curveBlock, tableBlock, tracePath } from "../../../../../../static/js/panels/export/pictures/inspector/drawings.js";
import { makeBars } from "../../../../../../static/js/panels/inside/inspector/bars.js";
import { makeCurve } from "../../../../../../static/js/panels/inside/inspector/curve.js";
import { openPage } from "../../../../dom.js";
import { BARS } from "../../../inside/derivations.js";
import { elementOf, LETTER, recorder } from "./recorder.js";

test("bars go up and down from one line, and the open one has a frame", (t) => {
  openPage(t);
  const { setting, boxes, place, ctx } = recorder();
  barsBlock(makeBars(BARS, { sample: 7, digits: 4, onFollow: () => undefined }), 300, setting.theme).paint(ctx);
  const filled = boxes.filter(({ isFrame }) => !isFrame);
  const [up, down, none, line] = filled;
  assert.ok(Math.abs(up.y + up.height - down.y) < 1e-9 && Math.abs(down.height / up.height - 4) < 1e-9);
  assert.deepEqual([up.color, down.color, none.height], [setting.theme.positive, setting.theme.negative, 0]);
  assert.ok(Math.abs(line.y + 0.5 - down.y) < 1e-9);
  const [frame] = boxes.filter(({ isFrame }) => isFrame);
  assert.ok(frame.x <= down.x && frame.x + frame.width >= down.x + down.width);
  assert.deepEqual([place("8").color, place("42").color], [setting.theme.accent, setting.theme.muted]);
});

test("the activation has its axes, its point and its tangent, and says what they are", (t) => {
  openPage(t);
  const { setting, lines, texts, ctx } = recorder();
  const curve = { z: [-1, 0, 1], a: [-0.5, 0, 0.5], at_z: 0, at_a: 0, at_df: 0.5 };
  const block = curveBlock(makeCurve(curve, 4), 700, setting);
  block.paint(ctx);
  assert.deepEqual(lines.at(-1), ["O", 112.5, 60]);
  assert.ok(lines.filter(([kind]) => kind === "M").length >= 4, "two axes, f, the tangent");
  assert.ok(texts.length > 3 && texts.every(({ x }) => x > 225));
  assert.ok(block.height >= 120);
});

test("a path of straight lines is scaled", () => {
  const { ctx, lines } = recorder();
  tracePath(ctx, "M0 4H10V2L1.5 -3", { x: 2, y: 10 });
  assert.deepEqual(lines, [
    ["M", 0, 40],
    ["L", 20, 40],
    ["L", 20, 20],
    ["L", 3, -30],
  ]);
});

test("the cells of a column end at the same place, also below a cell of several columns", (t) => {
  const { document } = openPage(t);
  const { setting, place, ctx } = recorder();
  const rows = ["<th>n</th><th>loss</th>", "<th>184</th><td>0.5</td>", '<th colspan="1">x</th><td>12345</td>', '<td colspan="2">all</td>'];
  const table = elementOf(document, `<table>${rows.map((row) => `<tr>${row}</tr>`).join("")}</table>`);
  tableBlock(table, setting).paint(ctx);
  const end = (text) => place(text).x + LETTER * text.length;
  assert.equal(end("n"), end("184"));
  assert.deepEqual([end("loss"), end("0.5"), end("all")], Array(3).fill(end("12345")));
  assert.ok(place("12345").x > end("184") && place("0.5").y === place("184").y && place("all").y > place("x").y);
});
