import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { t as words } from "../../../../static/js/base/i18n.js";
import { bindCharts } from "../../../../static/js/panels/charts/charts.js";
import { openPanels } from "../../dom.js";
import { CIRCLE, frameOf, networkOf, statusOf, THEME } from "../../examples.js";

function open(t, sizes = [2, 4, 2, 1]) {
  const opened = openPanels(t, { welcome: { network: networkOf(...sizes), experiment: { learning_rate: 0.03 } } });
  const charts = {};
  bindCharts(opened.store, opened.page, (options) => {
    charts[options.box.id] = options;
    return { picture: async () => null };
  });
  const gradient_rms = [[sizes.length - 1], Float64Array.from({ length: sizes.length - 1 }, (_, k) => 10 ** k)];
  const run = (...losses) => {
    for (const [i, loss] of losses.entries()) opened.store.takeFrame(frameOf({ gradient_rms }, { step: i + 1, trainLoss: loss, testLoss: 2 * loss }));
  };
  const curves = (id) => charts[id].curves();
  return { ...opened, charts, run, curves };
}

test("the upper chart has both losses, the lower one a curve per layer", (t) => {
  const { run, curves } = open(t);
  run(1, 0.5);
  const [loss, gradient] = [curves("loss-chart"), curves("gradient-chart")];
  assert.deepEqual(
    [loss.names, loss.columns.series, loss.colors],
    [
      [words("chart.train"), words("chart.test")],
      [
        [1, 0.5],
        [2, 1],
      ],
      [THEME.curveTrain, THEME.curveTest],
    ],
  );
  assert.deepEqual([gradient.columns.series.map((values) => values[0]), gradient.names.length], [[1, 10, 100], 3]);
  assert.deepEqual(
    [loss.steps, gradient.steps],
    [
      [1, 2],
      [1, 2],
    ],
    "one axis of steps for both",
  );
});

test("the accuracy takes the place of the loss, in percent and never logarithmic", (t) => {
  const { choose, store, curves, byId } = open(t);
  store.dispatch(statusOf({ step: 5 }));
  choose("curve", "accuracy");
  const { columns, kind } = curves("loss-chart");
  assert.deepEqual([columns.series, kind.isShare, kind.isLog], [[[0.9], [0.8]], true, false]);
  assert.deepEqual([byId("loss-scale").hidden, byId("loss-chart").getAttribute("aria-label")], [true, words("chart.accuracy.keys")]);
});

test("a regression has no accuracy to choose, and goes back to the loss", (t) => {
  const { store, view, byId } = open(t);
  view({ curve: "accuracy" });
  store.dispatch({ type: "data", ...CIRCLE, task: "regression" });
  assert.deepEqual([byId("curve-accuracy").hidden, store.view.value.curve], [true, "loss"]);
});

test("the axis of the loss changes between linear and logarithmic", (t) => {
  const { click, byId, curves } = open(t);
  const shown = () => [byId("loss-scale").textContent, byId("loss-scale").getAttribute("aria-pressed"), curves("loss-chart").kind.isLog];
  assert.deepEqual(shown(), [words("chart.log"), "true", true]);
  click("loss-scale");
  assert.deepEqual(shown(), [words("chart.linear"), "false", false]);
});

test("curves are kept as a reference run, named by what differs, and cleared", (t) => {
  const { run, click, byId, curves, changed, store } = open(t);
  assert.equal(byId("keep-curves").disabled, true);
  run(1, 0.5);
  assert.equal(byId("keep-curves").disabled, false);
  click("keep-curves");
  assert.deepEqual([byId("keep-curves").getAttribute("aria-pressed"), store.state.value.message], ["true", words("chart.keep.kept")]);
  changed({ learning_rate: 0.3 });
  const { reference } = curves("loss-chart");
  assert.deepEqual([reference.name, reference.columns.series[0]], [`${words("mark.learning_rate")} 0.03`, [1, 0.5]]);
  click("keep-curves");
  assert.deepEqual([curves("loss-chart").reference, store.state.value.message], [null, words("chart.keep.cleared")]);
});

test("a deep network's inner layers are told apart by dashes, its ends are solid", (t) => {
  const { curves } = open(t, [2, 4, 4, 4, 4, 1]);
  const dashes = curves("gradient-chart").dashes.map((dash) => dash.join());
  assert.deepEqual([dashes[0], dashes.at(-1)], ["", ""]);
  assert.equal(new Set(dashes.slice(1, -1)).size, 3);
});

test("curves of another number of layers are not shown under wrong names", (t) => {
  const { run, store, curves } = open(t);
  run(1);
  store.dispatch({ type: "network", ...networkOf(2, 3, 1) });
  assert.deepEqual(curves("gradient-chart").columns, { steps: [], series: [[], []] });
});

test("the ratio of the last layer's gradient to the first one's is a median of the newest", (t) => {
  const { run, byId, after } = open(t);
  assert.equal(byId("gradient-ratio").hidden, true);
  run(1, 1, 1);
  after(100);
  assert.deepEqual([byId("gradient-ratio").hidden, byId("gradient-ratio").querySelector("b").textContent], [false, "100"]);
});

test("the crosshair shows its step on the card", (t) => {
  const { run, charts, byId, after } = open(t);
  run(1, 0.5);
  charts["loss-chart"].onHover({ step: 2, values: [0.5, 1] });
  after(20);
  assert.deepEqual(
    [...byId("chart-card").querySelectorAll("h3, dd")].map(({ textContent }) => textContent),
    [words("chart.step", { step: 2 }), "0.5000", "1.000"],
  );
});

test("a screen reader hears the step of a paused run, during one only on the focused chart", (t) => {
  const { charts, byId, store } = open(t);
  const box = byId("loss-chart");
  const draw = (step) => {
    charts["loss-chart"].onDraw({ step, values: [0.5, 1] }, [0, 40]);
    return box.getAttribute("aria-valuenow");
  };
  assert.equal(draw(7), "7");
  const values = `${words("chart.train")} 0.5000, ${words("chart.test")} 1.000`;
  assert.deepEqual([box.getAttribute("aria-valuetext"), box.getAttribute("aria-valuemax")], [words("chart.spoken", { step: 7, values }), "40"]);
  store.dispatch(statusOf({ running: true }));
  assert.equal(draw(8), "7");
  box.focus();
  assert.equal(draw(9), "9");
});
