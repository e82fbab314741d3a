import assert from "node:assert/strict";
import { test } from "node:test";
import uPlot from "uplot";
import "../english.js";
import { ChartModel } from "../../../static/js/charts/model.js";
import { plotColumns, plotKey, plotOptions } from "../../../static/js/charts/plot.js";

const THEME = { rem: 10, font: "Inter", ground: "white", panel: "white", muted: "gray", hairline: "silver" };
const curves = (more = {}) => ({
  columns: {
    steps: [0, 100],
    series: [
      [1, 10],
      [2, 20],
    ],
  },
  names: ["train", "test"],
  colors: ["red", "blue"],
  dashes: [[], [5, 3]],
  kind: { isLog: true },
  steps: [0, 100],
  logSteps: false,
  smoothing: 0,
  marks: [],
  ...more,
});
const SIZE = { width: 400, height: 200 };

test("a plot is made anew only if its options change", () => {
  const key = plotKey(curves(), THEME);
  assert.equal(plotKey(curves({ steps: [0, 200], marks: [{ step: 5, text: "" }], columns: { steps: [0], series: [[9], [9]] } }), THEME), key);
  const others = [
    plotKey(curves({ colors: ["red", "green"] }), THEME),
    plotKey(curves({ smoothing: 0.5 }), THEME),
    plotKey(curves({ references: [{ name: "before" }] }), THEME),
    plotKey(curves({ columns: { steps: [], series: [[]] } }), THEME),
    plotKey(curves({ marks: [{ step: 5, text: "rate 1" }] }), THEME),
    plotKey(curves(), { ...THEME, rem: 12 }),
    plotKey(curves(), { ...THEME, ground: "black" }),
  ];
  assert.equal(new Set([key, ...others]).size, 8);
});

test("long names leave fewer columns of pixels, and there is always one", (t) => {
  const before = uPlot.pxRatio;
  uPlot.pxRatio = 2;
  t.after(() => (uPlot.pxRatio = before));
  // 400 px less 34 for the axis and 41 for the names, twice.
  assert.equal(plotColumns(curves(), 400, 10), 650);
  assert.ok(plotColumns(curves({ names: ["a rather long name"] }), 400, 10) < 650);
  assert.ok(plotColumns(curves({ references: [{ name: "a rather long name" }] }), 400, 10) < 650);
  assert.equal(plotColumns(curves(), 20, 10), 1);
});

test("only curves that are said to span gaps do", () => {
  const spans = (more) => plotOptions(new ChartModel(curves(more)), THEME, SIZE, () => {}).series[1].spanGaps;
  assert.deepEqual([spans({}), spans({ spansGaps: true })], [false, true]);
});

test("raw curves are faint behind smooth ones", () => {
  const alphas = (more) =>
    plotOptions(new ChartModel(curves(more)), THEME, SIZE, () => {})
      .series.slice(1)
      .map(({ alpha }) => alpha);
  assert.deepEqual(alphas({}), [1, 1]);
  const [raw, , smooth] = alphas({ smoothing: 0.5 });
  assert.equal(alphas({ smoothing: 0.5 }).length, 4);
  assert.ok(raw < 0.5 && smooth === 1);
});

test("the axes follow the newest curves of the model", () => {
  const model = new ChartModel(curves());
  const { axes, scales } = plotOptions(model, THEME, SIZE, () => {});
  const steps = () => axes[0].values(null, axes[0].splits({ width: 300 }, 0, ...scales.x.range()));
  const values = () => axes[1].values(null, axes[1].splits({ height: 200 }));
  assert.ok(steps().includes("100"));
  assert.ok(values().includes("10"));
  model.update(
    curves({
      steps: [0, 1000],
      columns: {
        steps: [0, 1000],
        series: [
          [0.25, 0.75],
          [0, 1],
        ],
      },
      kind: { isLog: false, isShare: true },
      logSteps: true,
    }),
    300,
  );
  assert.deepEqual(steps(), ["0", "1", "10", "100", "1\u2009000"]);
  assert.ok(values().includes("100\u2009%"));
});

test("a row is reported under the crosshair, and none outside", () => {
  const found = [];
  const { hooks } = plotOptions(new ChartModel(curves()), THEME, SIZE, (index) => found.push(index));
  for (const idx of [3, 0, null, undefined]) hooks.setCursor[0]({ cursor: { idx } });
  assert.deepEqual(found, [3, 0, null, null]);
});
