import assert from "node:assert/strict";
import { test } from "node:test";
import { effect, signal } from "@preact/signals-core";
import { inputLabels, valueLabels } from "../../../../static/js/base/words/labels.js";

const PAGE = { features: {}, labels: { features: { x1: "x₁", x1_squared: "x₁²" } } };
const withDataset = (dataset) => ({ experiment: { dataset } });

test("features have the labels of the server, other inputs their names as words", () => {
  const label = inputLabels(signal(withDataset("iris")), PAGE);
  assert.deepEqual(["x1_squared", "sepal_width"].map(label), ["x₁²", "sepal width"]);
});

test("columns of an own table have their headings", () => {
  const label = inputLabels(signal(withDataset({ table: "a", names: ["width", "height"] })), PAGE);
  assert.deepEqual(["x1", "x2", "x3"].map(label), ["width", "height", "x3"]);
});

test("a table without headings has the usual names", () => {
  assert.equal(inputLabels(signal(withDataset({ table: "a" })), PAGE)("x1"), "x₁");
});

test("what shows a label follows the headings, and nothing else of the experiment", () => {
  const state = signal(withDataset({ table: "a", names: ["width"] }));
  const label = inputLabels(state, PAGE);
  const shown = [];
  const stop = effect(() => void shown.push(label("x1")));
  state.value = { experiment: { dataset: { table: "b", names: ["width"] }, seed: 1 } };
  state.value = withDataset({ table: "b", names: ["age"] });
  stop();
  assert.deepEqual(shown, ["width", "age"]);
});

test("a value has the label of its setting, an axis that of a feature, others their words", () => {
  const label = valueLabels({ labels: { activation: { relu: "ReLU" } } }, (name) => `input ${name}`);
  assert.deepEqual(
    [label("activation", "relu"), label("axes", "x1"), label("features", "x2"), label("initializer", "he_uniform")],
    ["ReLU", "input x1", "input x2", "he uniform"],
  );
});

test("labels know the kind of the network", () => {
  const label = valueLabels(PAGE, inputLabels(signal({ experiment: { network: "lstm" } }), PAGE));
  assert.equal(label.kind(), "lstm");
});

test("what is computed from columns of an own table is named after them", () => {
  const features = {
    x1_squared: [["x1", "square"]],
    x1_x2: [
      ["x1", "identity"],
      ["x2", "identity"],
    ],
    sin_x2: [["x2", "sin"]],
  };
  const names = (...given) => Object.keys(features).map(inputLabels(signal(withDataset({ table: "a", names: given })), { ...PAGE, features }));
  assert.deepEqual(names("width", "height"), ["width²", "width × height", "sin height"]);
  assert.deepEqual(names("petal width", "länge_2"), ["(petal width)²", "(petal width) × länge_2", "sin länge_2"]);
  assert.deepEqual(names("width"), ["width²", "x1 x2", "sin x2"], "a column without a name");
  assert.deepEqual(names(), ["x₁²", "x1 x2", "sin x2"]);
});
