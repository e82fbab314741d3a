import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import { paintChangeLines, paintExtras } from "../../../static/js/charts/paint.js";
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
  references = [],
  isLog = false,
  zeros = false,
  height = 200,
  ...prepared
} = {}) {
  const ctx = recordingContext();
  const curves = {
    names,
    ends,
    colors: ["red", "blue"],
    kind: { isLog },
    logSteps: false,
    marks,
    references: references.map(({ name = "SGD", color }) => ({ name, color })),
  };
  const rows = { steps: [0, 10], series };
  paintExtras(
    { ...plotOf(ctx), bbox: { left: 100, top: 0, width: 300, height } },
    curves,
    { rows, positions: [0, 10], raw: series, smooth: null, range: { low: 0, high: 190, zeros }, xRange: [0, 200], references, ...prepared },
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
  const ctx = paint({ references: [{ series: [[100, 90, null]] }, { name: "rate 1", color: "green", series: [[50]] }, { series: [[null]] }] });
  assert.deepEqual(
    paintedIn(ctx, "muted")
      .filter(({ does }) => does === "fillText")
      .map(({ args: [text, , y] }) => [text, y]),
    [["SGD", 110]],
  );
  const texts = paintedIn(ctx, "green").filter(({ does }) => does === "fillText");
  assert.deepEqual(
    texts.map(({ args: [text] }) => text),
    ["rate 1"],
    "one that has a colour, in its colour",
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

const CHANGES = [
  { step: 50, text: "rate 1" },
  { step: 500, text: "far" },
];

test("a change is a diamond and its text, above the curves; one outside of the axis is left out", () => {
  const found = paintedIn(paint({ marks: CHANGES }), "accent");
  assert.deepEqual(
    found.map(({ does, args }) => (does === "fillText" ? args[0] : does)),
    ["fill", "rate 1"],
  );
  const [{ path }, { args }] = found;
  for (const [, , y] of path) assert.ok(y < 0, "the plot begins at 0");
  assert.ok(args[2] < -0.39 * THEME.rem && args[2] > -0.71 * THEME.rem, "all of the text is in the row above, of 1.1 rem");
});

test("a dashed line at each change goes down behind the curves", () => {
  const ctx = recordingContext();
  paintChangeLines(plotOf(ctx), { marks: CHANGES, logSteps: false }, { xRange: [0, 200] }, THEME);
  assert.deepEqual(
    ctx.painted.filter(({ does, dash }) => does === "stroke" && dash.length > 0).map(({ path }) => path),
    [
      [
        ["moveTo", 150, 0],
        ["lineTo", 150, 200],
      ],
    ],
  );
  assert.deepEqual(ctx.getLineDash(), []);
});

test("of changes that are too close some texts are left out, no diamond", () => {
  const marks = Array.from({ length: 12 }, (_, i) => ({ step: 10 + 16 * i, text: i % 2 ? "text" : "a rather long text" }));
  const ctx = paint({ marks });
  assert.equal(paintedIn(ctx, "accent").filter(({ does }) => does === "fill").length, 12);
  const nTexts = paintedIn(ctx, "accent").filter(({ does }) => does === "fillText").length;
  assert.ok(nTexts > 0 && nTexts < 6, `${nTexts}`);
});

test("what is painted afterwards has the style of before", () => {
  const ctx = paint({ marks: [{ step: 50, text: "rate 1" }] });
  assert.deepEqual([ctx.font, ctx.fillStyle, ctx.getLineDash()], ["", "", []]);
});
