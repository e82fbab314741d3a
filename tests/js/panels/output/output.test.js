import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { layerName, t as words } from "../../../../static/js/base/words/i18n.js";
import { bindOutput } from "../../../../static/js/panels/output/output.js";
import { openPanels } from "../../dom.js";
import { CIRCLE, frameOf, PICTURES, recurrentOf, statusOf, twinOf, VALUES } from "../../examples.js";

function open(t, data) {
  const opened = openPanels(t, { welcome: data ? { data } : {} });
  bindOutput(opened.context);
  const text = (id) => opened.byId(id).textContent;
  return { ...opened, text };
}
const SURFACE = {
  surface_range: [
    [1, 2],
    [-1.5, 0.25],
  ],
};

test("the switches change the view, and show it", (t) => {
  const { byId, store, view } = open(t);
  byId("show-test").click();
  assert.deepEqual([store.view.value.showTest, store.view.value.discretise], [true, false]);
  view({ showTest: false, discretise: true });
  assert.deepEqual([byId("show-test").checked, byId("discretise").checked], [false, true]);
});

test("the title names the neuron under the pointer, which the plot then shows", (t) => {
  const { view, text } = open(t);
  const title = (hover) => {
    view({ hover });
    return text("output-title");
  };
  assert.equal(title({ kind: "neuron", layer: 0, index: 2 }), words("unit.heading", { n: 3, layer: layerName(0) }));
  assert.equal(title({ kind: "neuron", layer: 2, index: 0 }), words("output"));
  assert.equal(title({ kind: "input", index: 0 }), words("output"));
});

test("two classes stand at the ends of the colours, a regression's range as numbers", (t) => {
  const { store, text, after } = open(t);
  store.takeFrame(frameOf(SURFACE));
  after(100);
  assert.deepEqual([text("output-low"), text("output-high")], CIRCLE.class_names);
  store.dispatch({ type: "data", ...CIRCLE, task: "regression", n_classes: 0, class_names: [] });
  assert.deepEqual([text("output-low"), text("output-high")], ["−1.5", "0.25"]);
});

test("over one input the legend names two classes, and a regression needs none", (t) => {
  const line = { ...CIRCLE, domain: [[-6, 6]], axis_names: ["age"] };
  const { byId, store } = open(t, line);
  const has = (name) => byId("output-legend").classList.contains(name);
  assert.deepEqual([has("function"), has("valued")], [true, false]);
  store.dispatch({ type: "data", ...line, task: "regression", n_classes: 0, class_names: [] });
  assert.deepEqual([has("function"), has("valued")], [true, true]);
});

test("three classes or more are listed, each in its colour", (t) => {
  const { byId, store } = open(t, PICTURES);
  const listed = () => [...byId("output-classes").children].map(({ className, textContent }) => [className, textContent]);
  assert.deepEqual(listed(), [
    ["class class-0", "zero"],
    ["class class-1", "one"],
    ["class class-2", "two"],
  ]);
  store.dispatch({ type: "data", ...CIRCLE });
  assert.deepEqual(listed(), []);
});

test("data that cannot be drawn are summed up in one number", (t) => {
  const { store, byId, after } = open(t, { ...CIRCLE, domain: null, input_names: Array(13).fill("x") });
  store.dispatch(statusOf({ test_accuracy: 0.875, test_loss: 0.25 }));
  after(100);
  assert.equal(byId("output-note").hidden, false);
  const lines = () => [...byId("output-note").children].map(({ textContent }) => textContent);
  assert.deepEqual(lines(), ["87.5\u2009%", words("output.right"), words("output.no_plane", { n: 13 })]);
  store.dispatch({ type: "data", ...CIRCLE, domain: null, task: "regression" });
  assert.deepEqual(lines().slice(0, 2), ["0.2500", words("output.test_loss")]);
  store.dispatch(twinOf({}));
  assert.deepEqual(lines().slice(0, 2), ["0.2500", `A: ${words("output.test_loss")}`], "of two it is that of the first");
  store.takeFrame(frameOf({ accuracies: [[2], [0.5, 0.75]] }, { step: 9, lossStep: 9, testLoss: 0.125 }));
  after(100);
  assert.equal(lines()[0], "0.1250", "that of the newest losses");
  store.dispatch({ type: "data", ...CIRCLE, domain: null });
  assert.equal(lines()[0], "75\u2009%", "as beside the name of the network");
  store.dispatch({ type: "data", ...CIRCLE });
  assert.equal(byId("output-note").hidden, true);
});

test("a sequence has neither plane nor legend, and a part of many samples is called one", (t) => {
  const data = { ...CIRCLE, domain: null, n_samples: [900, 100] };
  const { store, byId } = open(t, data);
  const lines = () => [...byId("output-note").children].map(({ textContent }) => textContent).slice(2);
  store.dispatch({ type: "network", ...recurrentOf(2, 3), n_evaluated: [50, 40] });
  assert.deepEqual(lines(), [words("output.sequence"), words("output.part", { train: 50, test: 40, all_train: 900, all_test: 100 })]);
  assert.equal(byId("output-legend").hidden, true);
  store.dispatch({ type: "network", ...recurrentOf(2, 3), n_evaluated: [900, 100] });
  assert.deepEqual(lines(), [words("output.sequence")]);
  assert.equal(byId("output-note").hidden, false);
  store.dispatch({ type: "view", patch: { answers: "confusion" } });
  assert.equal(byId("output-note").hidden, true, "the matrix has its place");
  assert.equal(byId("output-legend").hidden, false);
});

test("a value that has a name is in the title; the range is that of the output under the pointer", (t) => {
  const { store, text, after, view } = open(t, VALUES);
  store.takeFrame(
    frameOf({
      surface_range: [
        [2, 2],
        [250, 350, -1, 4],
      ],
    }),
  );
  after(100);
  const shown = () => ["output-title", "output-low", "output-high"].map(text);
  assert.deepEqual(shown(), [words("output.of", { name: "price" }), "250", "350"]);
  view({ hover: { kind: "neuron", layer: 2, index: 1 } });
  assert.deepEqual(shown(), [words("output.of", { name: "rent" }), "−1.0", "4.0"]);
  view({ hover: { kind: "neuron", layer: 0, index: 1 } });
  assert.deepEqual(shown()[0], words("unit.heading", { n: 2, layer: layerName(0) }));
});
