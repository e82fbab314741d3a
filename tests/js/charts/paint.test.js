import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import { paintExtras } from "../../../static/js/charts/paint.js";
import { paintedIn, recordingContext, textsOf } from "../canvas.js";
import { THEME } from "../examples.js";
import { plotOf } from "./plots.js";

function paint({
  series = [
    [5, 4],
    [9, 8],
  ],
  marks = [],
  names = ["train", "test"],
  ends = undefined,
  reference = null,
  isLog = false,
  zeros = false,
  height = 200,
  ...prepared
} = {}) {
  const ctx = recordingContext();
  const curves = { names, ends, colors: ["red", "blue"], kind: { isLog }, logSteps: false, marks, reference: reference && { name: "SGD" } };
  const rows = { steps: [0, 10], series };
  paintExtras(
    { ...plotOf(ctx), bbox: { left: 100, top: 0, width: 300, height } },
    curves,
    { rows, positions: [0, 10], raw: series, smooth: null, range: { low: 0, high: 190, zeros }, xRange: [0, 200], reference, ...prepared },
    THEME,
  );
  return ctx;
}
const places = (ctx, texts) => ctx.painted.filter(({ does, args }) => does === "fillText" && texts.includes(args[0])).map(({ args: [, x, y] }) => [x, y]);

test("each curve has its name at its end, in its colour, right of the plot", () => {
  const ctx = paint({
    series: [
      [50, 40],
      [90, 80],
    ],
  });
  assert.deepEqual(
    [...paintedIn(ctx, "red"), ...paintedIn(ctx, "blue")].filter(({ does }) => does === "fillText").map(({ args: [text, x, y] }) => [text, x > 400, y]),
    [
      ["train", true, 160],
      ["test", true, 120],
    ],
  );
});

test("names of curves that end together are moved apart", () => {
  const [[, first], [, second]] = places(
    paint({
      series: [
        [50, 40],
        [50, 41],
      ],
    }),
    ["train", "test"],
  );
  assert.ok(Math.abs(first - second) >= THEME.rem);
});

test("nine layers all have their names, none over another, each joined to its curve", () => {
  const names = Array.from({ length: 9 }, (_, i) => `layer ${i}`);
  const ctx = paint({ names, series: names.map((_, i) => [50, 50 + i]), height: 84 });
  const found = places(ctx, names);
  assert.equal(found.length, 9);
  const rows = found.map(([, y]) => y).sort((a, b) => a - b);
  const size = Number.parseFloat(/([\d.]+)px/.exec(ctx.painted.find(({ does }) => does === "fillText").font)[1]);
  for (const [i, y] of rows.entries()) assert.ok(i === 0 || y - rows[i - 1] >= size, `${y - rows[i - 1]} under ${size}`);
  assert.ok(size >= 9, `${size}`);
  const lines = ctx.painted.filter(({ does }) => does === "stroke").map(({ path }) => path);
  assert.deepEqual(
    lines.map(([[, , from]]) => from),
    names.map((_, i) => 200 - 50 - i),
  );
});

test("of names that do not fit some are left out, evenly", () => {
  const names = Array.from({ length: 40 }, (_, i) => `layer ${i}`);
  const texts = textsOf(paint({ names, series: names.map(() => [50, 50]), height: 84 }));
  assert.ok(texts.length < 12 && texts[0] === "layer 0" && texts.at(-1) === "layer 39");
});

test("a curve can have another name at its end, or none", () => {
  assert.deepEqual(textsOf(paint({ ends: ["A", ""] })), ["A"]);
});

test("a curve without values has no name", () => {
  assert.deepEqual(
    textsOf(
      paint({
        series: [
          [5, 4],
          [null, null],
        ],
      }),
    ),
    ["train"],
  );
});

test("the reference run is named at the end of its first curve", () => {
  const ctx = paint({ reference: { series: [[100, 90, null]] } });
  assert.deepEqual(
    paintedIn(ctx, "muted")
      .filter(({ does }) => does === "fillText")
      .map(({ args: [text, , y] }) => [text, y]),
    [["SGD", 110]],
  );
});

test("zeros on a logarithmic axis are squares in the row below", () => {
  const zeros = (options) =>
    paint({
      series: [
        [0, 4],
        [9, 0],
      ],
      ...options,
    }).painted.filter(({ does }) => does === "fillRect");
  const found = zeros({ isLog: true, zeros: true });
  assert.deepEqual(
    found.map(({ fillStyle, args: [x, y, width, height] }) => [fillStyle, x + width / 2, y + height / 2]),
    [
      ["red", 100, 200],
      ["blue", 110, 200],
    ],
  );
  assert.deepEqual(zeros({ isLog: false, zeros: true }), []);
});

test("a change is a dashed line with a diamond and its text; one outside of the axis is left out", () => {
  const ctx = paint({
    marks: [
      { step: 50, text: "rate 1" },
      { step: 500, text: "far" },
    ],
  });
  const lines = ctx.painted.filter(({ does, dash }) => does === "stroke" && dash.length > 0);
  assert.deepEqual(
    lines.map(({ path }) => path),
    [
      [
        ["moveTo", 150, 0],
        ["lineTo", 150, 200],
      ],
    ],
  );
  assert.deepEqual(
    paintedIn(ctx, "accent").map(({ does, args }) => (does === "fillText" ? args[0] : does)),
    ["fill", "rate 1"],
  );
});

test("of changes that are too close some texts are left out, no line", () => {
  const marks = Array.from({ length: 12 }, (_, i) => ({ step: 10 + i, text: "a rather long text" }));
  const ctx = paint({ marks });
  assert.equal(ctx.painted.filter(({ does, dash }) => does === "stroke" && dash.length > 0).length, 12);
  const texts = textsOf(ctx).filter((text) => text === "a rather long text").length;
  assert.ok(texts > 0 && texts < 6);
});

test("what is painted afterwards has the style of before", () => {
  const ctx = paint({ marks: [{ step: 50, text: "rate 1" }] });
  assert.deepEqual([ctx.font, ctx.fillStyle, ctx.getLineDash()], ["", "", []]);
});
