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
import { branchOf, CIRCLE, changeAt, frameOf, networkOf, recurrentOf, statusOf, THEME, timelineOf, twinOf, welcomeOf } from "../../examples.js";

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

test("in the past the lower chart fits to all of its curves, for the step is anywhere among them", (t) => {
  const { run, curves, store } = open(t);
  store.dispatch(timelineOf([branchOf(0, { end: 2 })]));
  run(1);
  assert.equal(curves("gradient-chart").kind.isRecent, false);
  run(1, 0.5);
  assert.equal(curves("gradient-chart").kind.isRecent, true);
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

test("a kept run that is much longer leaves room to the next one; on a logarithmic axis all of it is shown", (t) => {
  const { click, curves, view, store } = open(t);
  const run = (...steps) => {
    for (const step of steps) store.takeFrame(frameOf({}, { command: 1, step, trainLoss: 1, testLoss: 1 }));
  };
  run(0, 100, 1e6, 2e6);
  click("keep-curves");
  store.dispatch({ type: "ack", command: 1, step: 0, applied: {}, message: "" });
  store.dispatch(timelineOf([branchOf(1)]));
  run(300);
  assert.deepEqual(
    ["loss-chart", "gradient-chart"].map((id) => curves(id).steps),
    [
      [0, 1000],
      [0, 1000],
    ],
  );
  view({ logSteps: true });
  assert.equal(curves("loss-chart").steps[1], 2e6);
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

test("curves of another number of layers are not shown under wrong names", (t) => {
  const { run, store, curves } = open(t);
  run(1);
  store.dispatch({ type: "network", ...networkOf(2, 3, 1) });
  assert.deepEqual(curves("gradient-chart").columns, { steps: [], series: [[], []] });
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

test("with a twin the lower chart is named as the run's", (t) => {
  const { store, curves } = open(t);
  const title = () => curves("gradient-chart").title;
  const before = title();
  store.dispatch(twinOf());
  assert.equal(title(), words("diagnosis.of_run", { heading: before }));
});

test("with a twin the accuracies of both are in the upper chart, too", (t) => {
  const { store, curves, view } = open(t);
  const shares = (...values) => ({ accuracies: [[2], Float64Array.from(values)] });
  store.takeFrame(frameOf(shares(0.5, 0.25), { step: 1, twin: frameOf(shares(1, 0.75), { step: 1 }) }));
  view({ curve: "accuracy" });
  const { names, columns, kind } = curves("loss-chart");
  assert.deepEqual(names, ["A train", "A test", "B train", "B test"]);
  assert.deepEqual(columns, { steps: [1], series: [[0.5], [0.25], [1], [0.75]] });
  assert.deepEqual([kind.isShare, kind.axisLimits], [true, [null, null]]);
});

test("with a twin the upper chart has the losses of both, and the lower one stays the run's", (t) => {
  const { store, curves, click } = open(t);
  const frame = (step, twin) => store.takeFrame(frameOf({ delta_rms: [[3], Float64Array.of(1, 1, 1)] }, { step, trainLoss: 1, testLoss: 2, twin }));
  frame(1, null);
  frame(2, null);
  click("keep-curves");
  frame(3, frameOf({ delta_rms: [[3], Float64Array.of(9, 9, 9)] }, { step: 3, trainLoss: 3, testLoss: 4 }));
  const { names, ends, columns, colors, dashes, references } = curves("loss-chart");
  assert.deepEqual(
    [names, ends],
    [
      ["A train", "A test", "B train", "B test"],
      ["A", "", "B", ""],
    ],
  );
  assert.deepEqual(columns, {
    steps: [1, 2, 3],
    series: [
      [1, 1, 1],
      [2, 2, 2],
      [null, null, 3],
      [null, null, 4],
    ],
  });
  assert.deepEqual(
    [colors, dashes.map(({ length }) => length > 0)],
    [
      ["runA", "runA", "runB", "runB"],
      [false, true, false, true],
    ],
  );
  assert.deepEqual([references[0].names.length, references[0].colors], [2, [THEME.curveTrain, THEME.curveTest]], "the kept run is there too");
  assert.deepEqual(
    curves("gradient-chart").columns.series.map((values) => values.at(-1)),
    [1, 1, 1],
  );
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

test("a branch is compared by its curves, and a run in its past says where it is", (t) => {
  const { curves, store } = open(t);
  const fork = branchOf(1, { parent: 0, forked_at: 3, end: 5000, events: [changeAt(3, "learning_rate", 0.03, 0.1)] });
  store.dispatch(timelineOf([branchOf(0, { end: 100 }), fork], { step: 100 }));
  const numbers = { train_loss: [1, 0.5], test_loss: [2, 1], train_accuracy: [0, 1], test_accuracy: [0, 1], marks: [] };
  store.dispatch({ type: "history", run: 0, branch: 1, step: [0, 5000], ...numbers });
  store.dispatch({ type: "compare", branch: 1, isSet: true });
  const { references, steps, position } = curves("loss-chart");
  assert.deepEqual([references.map(({ name }) => name), steps[1]], [["■ rate 0.1"], 5000]);
  assert.deepEqual(
    [references[0].columns.series[1], references[0].colors],
    [
      [2, 1],
      ["class 4", "class 4"],
    ],
  );
  store.dispatch({ type: "view", patch: { curve: "accuracy" } });
  assert.deepEqual(curves("loss-chart").references[0].columns.series, [
    [0, 1],
    [0, 1],
  ]);
  store.dispatch(statusOf({ step: 40, running: false }));
  assert.deepEqual([position, curves("loss-chart").position, curves("gradient-chart").position], [0, 40, 40]);
});

test("a run that trains is not in its past while its figures are of an earlier step than its frames", (t) => {
  const { curves, store } = open(t);
  store.dispatch(statusOf({ running: true, step: 1 }));
  store.takeFrame(frameOf({}, { step: 1, lossStep: 1 }));
  store.takeFrame(frameOf({}, { step: 4, lossStep: 1 }));
  assert.deepEqual([store.figures.peek().step, store.timeline.end.peek(), curves("loss-chart").position], [1, 4, null]);
});

test("both networks of a branch with a twin have curves, with dashes of their own", (t) => {
  const { curves, store } = open(t);
  store.dispatch(timelineOf([branchOf(0), branchOf(1, { name: "other" })]));
  const numbers = { step: [0, 5], test_loss: [2, 1], train_accuracy: [0, 1], test_accuracy: [0, 1], marks: [] };
  store.dispatch({ type: "compare", branch: 1, isSet: true });
  for (const [run, train_loss] of [
    [0, [1, 0.5]],
    [1, [1, 0.25]],
  ])
    store.dispatch({ type: "history", run, branch: 1, train_loss, ...numbers });
  const { references } = curves("loss-chart");
  assert.deepEqual(
    references.map(({ name, columns }) => [name, columns.series[0]]),
    [
      ["■ other A", [1, 0.5]],
      ["■ other B", [1, 0.25]],
    ],
  );
  const dashes = references.flatMap((run) => run.dashes.map(String));
  assert.equal(new Set(dashes).size, 4, "training and test of each");
});
