import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import uPlot from "uplot";
import { paintChart } from "../../../static/js/charts/picture.js";
import { recordingContext, textsOf } from "../canvas.js";

const THEME_COLOURS = { muted: "#777777", hairline: "#eeeeee", ink: "#000000", accent: "#0000ff", rem: 14, font: "serif" };
const CURVES = {
  columns: { steps: [0, 5, 10], series: [[1, 0.1, 0.01]] },
  names: ["train"],
  colors: ["#112233"],
  dashes: [[5, 3]],
  kind: { isLog: true },
  steps: [0, 10],
  logSteps: false,
  smoothing: 0,
  marks: [],
};
const SIZE = { width: 400, height: 200 };

function paint(more = {}) {
  const ctx = recordingContext();
  const ratio = uPlot.pxRatio;
  uPlot.pxRatio = 2;
  const place = paintChart(ctx, { ...CURVES, ...more }, SIZE, THEME_COLOURS);
  uPlot.pxRatio = ratio;
  const lines = ctx.painted.filter(({ does, strokeStyle }) => does === "stroke" && strokeStyle === "#112233");
  return { ctx, place, lines };
}

test("a curve goes through its values, on the axes that are returned", () => {
  const { place, lines } = paint();
  const [{ path, dash }] = lines;
  assert.deepEqual(
    path.map(([kind, x]) => [kind, x]),
    [
      ["moveTo", place.x(0)],
      ["lineTo", place.x(5)],
      ["lineTo", place.x(10)],
    ],
  );
  const ys = path.map(([, , y]) => y);
  assert.ok(Math.abs(ys[1] - (ys[0] + ys[2]) / 2) < 1e-9, "decades have one height on a logarithmic axis");
  assert.ok(ys[0] > place.box.top && ys[2] < place.box.top + place.box.height);
  assert.deepEqual(dash, [5, 3]);
});

test("the axes have their numbers, the curves their names", () => {
  const { ctx } = paint();
  const texts = textsOf(ctx);
  for (const text of ["0", "5", "10", "1", "10⁻¹", "10⁻²", "train"]) assert.ok(texts.includes(text), `${text} in ${texts}`);
});

test("a gap is not joined unless it is to be, and a lonely value is a dot", () => {
  const columns = { steps: [0, 1, 2, 3, 4], series: [[1, null, 0.5, 0.4, null]] };
  const { lines, ctx } = paint({ columns });
  assert.deepEqual(
    lines[0].path.map(([kind]) => kind),
    ["moveTo", "moveTo", "lineTo"],
  );
  assert.equal(ctx.painted.filter(({ does, path }) => does === "fill" && path[0]?.[0] === "arc").length, 1);
  const spanned = paint({ columns, spansGaps: true });
  assert.deepEqual(
    spanned.lines[0].path.map(([kind]) => kind),
    ["moveTo", "lineTo", "lineTo"],
  );
});

test("a smoothed curve is painted over the raw one, which is faint", () => {
  const { lines } = paint({ smoothing: 0.5 });
  assert.deepEqual(
    lines.map(({ globalAlpha }) => globalAlpha < 1),
    [true, false, false],
  );
});
