import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { PAGE } from "../../../../static/js/base/page/page-data.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { inputLabels, valueLabels } from "../../../../static/js/base/words/labels.js";
import { CHARTS, marksOf } from "../../../../static/js/panels/charts/curves.js";
import { createStore } from "../../../../static/js/state/store/store.js";
import { branchOf, changeAt, frameOf, networkOf, statusOf, THEME, timelineOf, twinOf, welcomeOf } from "../../examples.js";

function open(sizes = [2, 4, 2, 1]) {
  const store = createStore();
  store.setTheme(THEME);
  store.dispatch(welcomeOf({ ...PAGE.defaults, learning_rate: 0.03 }, { network: networkOf(...sizes) }));
  const source = { store, page: PAGE, label: valueLabels(PAGE, inputLabels(store.state, PAGE)) };
  const perLayer = (factor) => [[sizes.length - 1], Float64Array.from({ length: sizes.length - 1 }, (_, k) => factor ** k)];
  const sections = { delta_rms: perLayer(10), gradient_rms: perLayer(2) };
  const run = (...losses) => {
    for (const [i, loss] of losses.entries()) store.takeFrame(frameOf(sections, { step: i + 1, trainLoss: loss, testLoss: 2 * loss }));
  };
  const rowOf = (id) => CHARTS.find((row) => row.id === id);
  const view = (patch) => store.dispatch({ type: "view", patch });
  return { store, source, run, view, rowOf, curves: (id) => rowOf(id).curves(source) };
}

test("the upper chart has both losses, the lower one a curve per layer", () => {
  const { run, curves } = open();
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

test("in the past the lower chart fits to all of its curves, for the step is anywhere among them", () => {
  const { run, curves, store } = open();
  store.dispatch(timelineOf([branchOf(0, { end: 2 })]));
  run(1);
  assert.equal(curves("gradient-chart").kind.isRecent, false);
  run(1, 0.5);
  assert.equal(curves("gradient-chart").kind.isRecent, true);
});

test("a kept run that is much longer leaves room to the next one; on a logarithmic axis all of it is shown", () => {
  const { curves, view, store } = open();
  const run = (...steps) => {
    for (const step of steps) store.takeFrame(frameOf({}, { command: 1, step, trainLoss: 1, testLoss: 1 }));
  };
  run(0, 100, 1e6, 2e6);
  store.dispatch({ type: "reference", isSet: true });
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

test("curves of another number of layers are not shown under wrong names", () => {
  const { run, store, curves } = open();
  run(1);
  store.dispatch({ type: "network", ...networkOf(2, 3, 1) });
  assert.deepEqual(curves("gradient-chart").columns, { steps: [], series: [[], []] });
});

test("with a twin the lower chart is named as the run's", () => {
  const { store, curves } = open();
  const title = () => curves("gradient-chart").title;
  const before = title();
  store.dispatch(twinOf());
  assert.equal(title(), words("diagnosis.of_run", { heading: before }));
});

test("with a twin the accuracies of both are in the upper chart, too", () => {
  const { store, curves, view } = open();
  const shares = (...values) => ({ accuracies: [[2], Float64Array.from(values)] });
  store.takeFrame(frameOf(shares(0.5, 0.25), { step: 1, twin: frameOf(shares(1, 0.75), { step: 1 }) }));
  view({ curve: "accuracy" });
  const { names, columns, kind } = curves("loss-chart");
  assert.deepEqual(names, ["A train", "A test", "B train", "B test"]);
  assert.deepEqual(columns, { steps: [1], series: [[0.5], [0.25], [1], [0.75]] });
  assert.deepEqual([kind.isShare, kind.axisLimits], [true, [null, null]]);
});

test("with a twin the upper chart has the losses of both, and the lower one stays the run's", () => {
  const { store, curves } = open();
  const frame = (step, twin) => store.takeFrame(frameOf({ delta_rms: [[3], Float64Array.of(1, 1, 1)] }, { step, trainLoss: 1, testLoss: 2, twin }));
  frame(1, null);
  frame(2, null);
  store.dispatch({ type: "reference", isSet: true });
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

test("a branch is compared by its curves, and a run in its past says where it is", () => {
  const { curves, store } = open();
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

test("a run that trains is not in its past while its figures are of an earlier step than its frames", () => {
  const { curves, store } = open();
  store.dispatch(statusOf({ running: true, step: 1 }));
  store.takeFrame(frameOf({}, { step: 1, lossStep: 1 }));
  store.takeFrame(frameOf({}, { step: 4, lossStep: 1 }));
  assert.deepEqual([store.figures.peek().step, store.timeline.end.peek(), curves("loss-chart").position], [1, 4, null]);
});

test("both networks of a branch with a twin have curves, with dashes of their own", () => {
  const { curves, store } = open();
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

test("titles and values are those of what is chosen", () => {
  const { view, source, rowOf } = open();
  const [upper, lower] = ["loss-chart", "gradient-chart"].map(rowOf);
  const layers = (quantity) => words("chart.gradient", { title: words(`chart.title.${quantity}`) });
  assert.deepEqual([upper.title(source), upper.write(0.5, source), lower.title(source)], [words("chart.loss"), "0.5000", layers("delta")]);
  view({ curve: "accuracy", quantity: "dW" });
  assert.deepEqual([upper.title(source), upper.write(0.5, source), lower.title(source)], [words("chart.accuracy"), "50\u2009%", layers("dW")]);
});

test("changes are marked with their text, in the lower chart without", () => {
  const { store, source, curves } = open();
  store.dispatch(timelineOf([branchOf(0, { end: 5, events: [changeAt(5, "learning_rate", 0.03, 0.1)] })]));
  assert.deepEqual(marksOf(source), [{ step: 5, text: "rate 0.03 → 0.1" }]);
  assert.deepEqual([curves("loss-chart").marks, curves("gradient-chart").marks], [marksOf(source), [{ step: 5, text: "" }]]);
});
