import assert from "node:assert/strict";
import { registerHooks } from "node:module";
import { before, beforeEach, test } from "node:test";
import "../english.js";
import { openPanels } from "../dom.js";
import { frameOf, THEME } from "../examples.js";
import { RecordingPlot } from "./plots.js";

const PLOTS = new URL("./plots.js", import.meta.url).href;
let createChart;

/** Loads the module with `RecordingPlot` for uPlot, which draws only in a browser. */
before(async () => {
  const source = `import { RecordingPlot } from ${JSON.stringify(PLOTS)}; export default RecordingPlot;`;
  const url = `data:text/javascript,${encodeURIComponent(source)}`;
  const hooks = registerHooks({
    resolve: (name, context, next) =>
      name === "uplot" && context.parentURL?.endsWith("chart.js?recorded") ? { url, shortCircuit: true } : next(name, context),
  });
  ({ createChart } = await import("../../../static/js/charts/chart.js?recorded"));
  hooks.deregister();
});

beforeEach(() => {
  RecordingPlot.all = [];
});

function open(t) {
  const opened = openPanels(t);
  const { store, byId } = opened;
  const box = byId("loss-chart");
  const drawn = [];
  const hovered = [];
  const chosen = [];
  const curves = () => {
    const columns = store.losses.columns();
    const { logSteps, smoothing } = store.view.peek();
    const style = { names: ["train", "test"], colors: ["red", "blue"], dashes: [[], []] };
    const series = columns.series.length === 2 ? columns.series : [[], []];
    return {
      columns: { steps: columns.steps, series },
      ...style,
      kind: { isLog: false },
      steps: [0, columns.steps.at(-1) ?? 1],
      logSteps,
      smoothing,
      marks: [],
    };
  };
  const chart = createChart({
    box,
    store,
    curves,
    onHover: (row) => hovered.push(row),
    onDraw: (row) => drawn.push(row?.step ?? null),
    onChoose: ({ step }) => chosen.push(step),
  });
  const run = (...losses) => {
    for (const loss of losses) store.takeFrame(frameOf({}, { step: store.losses.lastStep + 1, trainLoss: loss, testLoss: loss }));
  };
  const show = () => {
    opened.resize(box, 400, 200);
    opened.after(200);
    return RecordingPlot.all.at(-1);
  };
  return { ...opened, box, chart, drawn, hovered, chosen, run, show };
}

test("the step under the crosshair is chosen, and none where there is no crosshair", (t) => {
  const { chart, run, show, chosen } = open(t);
  chart.choose();
  run(1, 0.5);
  const plot = show();
  chart.choose();
  plot.cursor.idx = 1;
  chart.choose();
  assert.deepEqual(chosen, [1]);
});

test("a chart is drawn as soon as it has room, and not before", (t) => {
  const { after, run, show, drawn } = open(t);
  run(1, 0.5);
  after(500);
  assert.deepEqual([RecordingPlot.all.length, drawn], [0, []]);
  const { data, width, height } = show();
  assert.deepEqual(
    [data, width, height, drawn],
    [
      [
        [0, 1],
        [1, 0.5],
        [1, 0.5],
      ],
      400,
      200,
      [1],
    ],
  );
});

test("a run redraws it five times a second at most", (t) => {
  const { after, run, show, drawn } = open(t);
  run(1);
  show();
  drawn.length = 0;
  for (let k = 0; k < 100; k += 1) {
    run(1);
    after(10);
  }
  assert.ok(drawn.length >= 4 && drawn.length <= 6, `${drawn.length}`);
});

test("new values go into the same plot, another style makes a new one", (t) => {
  const { after, run, show, store, view } = open(t);
  run(1, 0.5);
  const first = show();
  run(0.25);
  after(200);
  assert.deepEqual([RecordingPlot.all.length, first.data[1]], [1, [1, 0.5, 0.25]]);
  view({ smoothing: 0.5 });
  after(200);
  assert.deepEqual([RecordingPlot.all.length, first.isDestroyed], [2, true]);
  store.setTheme({ ...THEME, ground: "black" });
  after(200);
  assert.equal(RecordingPlot.all.length, 3);
});

test("the limits of a chart hold its axis as it is", (t) => {
  const { run, show, chart } = open(t);
  run(1, 0.5);
  const plot = show();
  assert.deepEqual(chart.axisLimits, plot.options.scales.y.range());
});

test("a box that grows enlarges the plot", (t) => {
  const { resize, after, run, show, box } = open(t);
  run(1);
  const plot = show();
  resize(box, 600.7, 300);
  after(200);
  assert.deepEqual([plot.width, plot.height, RecordingPlot.all.length], [600, 300, 1]);
});

test("arrow keys hold the crosshair at a step, also while the run goes on", (t) => {
  const { press, after, run, show, drawn, box } = open(t);
  run(1, 0.5, 0.25);
  const plot = show();
  press(box, "ArrowLeft");
  assert.deepEqual([plot.moves.at(-1), drawn.at(-1)], [1, 1]);
  run(0.1, 0.05);
  after(200);
  assert.deepEqual([plot.moves.at(-1), drawn.at(-1)], [1, 1]);
  press(box, "Escape");
  run(0.01);
  after(200);
  assert.deepEqual([plot.cursor.left, drawn.at(-1)], [-10, 5]);
});

test("a touch holds the crosshair where it is, the mouse does not", (t) => {
  const { run, show, drawn, box, window } = open(t);
  run(1, 0.5, 0.25, 0.1);
  const plot = show();
  const touch = (pointerType, clientX) => {
    const event = new window.MouseEvent("pointerdown", { clientX });
    box.dispatchEvent(Object.assign(event, { pointerType }));
    return plot.moves.at(-1);
  };
  assert.equal(touch("mouse", 52), undefined);
  assert.equal(touch("touch", 52), 2);
  assert.equal(drawn.at(-1), 2);
});

test("the row under the crosshair is reported", (t) => {
  const { run, show, hovered } = open(t);
  run(1, 0.5);
  const { options } = show();
  options.hooks.setCursor[0]({ cursor: { idx: 1 } });
  options.hooks.setCursor[0]({ cursor: { idx: null } });
  assert.deepEqual(hovered, [{ step: 1, values: [0.5, 0.5] }, null]);
});

test("a picture is a plot of its own, larger, and leaves the chart as it is", async (t) => {
  const { chart, run, show, after } = open(t);
  run(1, 0.5);
  const plot = show();
  const picture = chart.picture({ width: 960, height: 300 }, 1.5);
  after(10);
  const copy = RecordingPlot.all.at(-1);
  assert.ok((await picture) === copy.ctx.canvas);
  assert.deepEqual([copy.width, copy.data, copy.isDestroyed, plot.isDestroyed], [960, plot.data, true, false]);
  assert.ok(copy.options.axes[0].size > plot.options.axes[0].size);
});
