import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { number } from "../../../../static/js/base/numbers/format.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { bindCharts } from "../../../../static/js/panels/charts/charts.js";
import { ratioText } from "../../../../static/js/panels/charts/delta-ratio.js";
import { tableRows, tablesOf } from "../../../../static/js/panels/charts/table.js";
import { textsOf } from "../../canvas.js";
import { openPanels } from "../../dom.js";
import { CIRCLE, frameOf, networkOf, recurrentOf, statusOf, welcomeOf } from "../../examples.js";

function open(t, sizes = [2, 4, 2, 1]) {
  const opened = openPanels(t, { welcome: { network: networkOf(...sizes), experiment: { learning_rate: 0.03 } } });
  const charts = {};
  bindCharts(opened.context, (options) => {
    charts[options.box.id] = options;
    return { picture: async () => null, axisLimits: [1e-3, 10] };
  });
  const perLayer = (factor) => [[sizes.length - 1], Float64Array.from({ length: sizes.length - 1 }, (_, k) => factor ** k)];
  const sections = { delta_rms: perLayer(10), gradient_rms: perLayer(2) };
  const run = (...losses) => {
    for (const [i, loss] of losses.entries()) opened.store.takeFrame(frameOf(sections, { step: i + 1, trainLoss: loss, testLoss: 2 * loss }));
  };
  const curves = (id) => charts[id].curves();
  return { ...opened, charts, run, curves };
}

test("a step that is chosen in a chart is asked for, but not by an observer", (t) => {
  const { charts, store } = open(t);
  charts["gradient-chart"].onChoose({ step: 12, values: [] });
  assert.equal(store.timeline.asked.value, 12);
  store.timeline.asked.value = null;
  store.dispatch(welcomeOf({}, { observer_key: null }));
  charts["loss-chart"].onChoose({ step: 12, values: [] });
  assert.equal(store.timeline.asked.value, null);
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
  const [reference] = curves("loss-chart").references;
  assert.deepEqual([reference.name, reference.columns.series[0]], [`${words("brief.learning_rate")} 0.03`, [1, 0.5]]);
  click("keep-curves");
  assert.deepEqual([curves("loss-chart").references, store.state.value.message], [[], words("chart.keep.cleared")]);
});

test("the lower chart has delta, and dW if that is chosen; both are smoothed and fit to the recent part", (t) => {
  const { run, curves, choose } = open(t);
  run(1);
  const shown = () => {
    const { title, columns, smoothing, kind } = curves("gradient-chart");
    return [title, columns.series.map(([value]) => value), smoothing > 0, kind.isRecent];
  };
  const title = (quantity) => words(`chart.title.${quantity}`);
  assert.deepEqual(shown(), [title("delta"), [1, 10, 100], true, true]);
  choose("quantity", "dW");
  assert.deepEqual(shown(), [title("dW"), [1, 2, 4], true, true]);
  assert.equal(curves("loss-chart").smoothing, 0);
});

test("the picture names what each chart shows", async (t) => {
  const { click, settle, window, choose, store } = open(t);
  const pictures = [];
  t.mock.method(window.HTMLCanvasElement.prototype, "toBlob", function (call) {
    pictures.push(textsOf(this.getContext("2d")).slice(0, 2));
    call(null);
  });
  const take = async () => {
    click("save-png");
    await settle();
    await settle();
  };
  await take();
  store.dispatch(statusOf({ step: 5 }));
  choose("curve", "accuracy");
  choose("quantity", "dW");
  await take();
  const layers = (name) => words("chart.smoothed", { title: words("chart.gradient", { title: words(`chart.title.${name}`) }) });
  assert.deepEqual(pictures, [
    [words("chart.loss"), layers("delta")],
    [words("chart.accuracy"), layers("dW")],
  ]);
});

test("ratio, crosshair, card, table and spoken text have the same numbers of the same step", (t) => {
  const { store, charts, curves, byId, after } = open(t);
  const deltas = (step) => [1e-6 / step, 1e-4, 0.1 + step];
  for (const step of [1, 2, 3]) store.takeFrame(frameOf({ delta_rms: [[3], Float64Array.from(deltas(step))] }, { step }));
  const { columns } = curves("gradient-chart");
  for (const [row, step] of columns.steps.entries()) {
    const values = columns.series.map((series) => series[row]);
    assert.deepEqual(values, deltas(step));
    charts["gradient-chart"].onHover({ step, values });
    charts["gradient-chart"].onDraw({ step, values }, [1, 3]);
    after(100);
    const written = values.map((value) => number(value, 3));
    assert.deepEqual(
      [...byId("chart-card").querySelectorAll("dd")].map(({ textContent }) => textContent),
      written,
    );
    const { head, body } = tableRows(tablesOf(store), []);
    const cells = body.find(([first]) => first === String(step));
    assert.deepEqual(
      cells.slice(head.indexOf("layer 1 rms delta")).slice(0, 3),
      values.map((value) => number(value, 4)),
    );
    const spoken = byId("gradient-chart").getAttribute("aria-valuetext");
    const ratio = byId("gradient-ratio").querySelector("b").textContent;
    assert.equal(ratio, ratioText(values));
    for (const text of [...written, ratio]) assert.ok(spoken.includes(text), `${text} in ${spoken}`);
  }
  charts["gradient-chart"].onHover(null);
  assert.equal(byId("gradient-ratio").querySelector("b").textContent, ratioText(deltas(3)), "without a crosshair, of the newest step");
});

test("of another network no ratio of layers is spoken", (t) => {
  const { store, charts, byId, after } = open(t);
  const spoken = () => byId("gradient-chart").getAttribute("aria-valuetext");
  const draw = () => {
    charts["gradient-chart"].onDraw({ step: 1, values: [0.5, 0.25, 0.125] }, [1, 3]);
    after(100);
  };
  draw();
  assert.match(spoken(), /output ÷ layer 1: 0\.25/);
  store.dispatch({ type: "network", ...recurrentOf(5, 3) });
  draw();
  assert.match(spoken(), /cell 0\.5/);
  assert.doesNotMatch(spoken(), /÷/);
});

test("both charts have a lock", (t) => {
  const { click, store } = open(t);
  for (const name of ["loss", "gradient"]) {
    click(`${name}-lock`);
    assert.deepEqual(store.view.value.axisLimits[name], [1e-3, 10]);
  }
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
