import assert from "node:assert/strict";
import { test } from "node:test";
import { effect, signal } from "@preact/signals-core";
import { inputLabels, valueLabels } from "../../../static/js/base/labels.js";

const PAGE = { labels: { features: { x1: "x₁", x1_squared: "x₁²" } } };
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
  const label = valueLabels({ labels: { activation: { relu: "ReLU" }, features: { x1: "x₁" } } });
  assert.deepEqual([label("activation", "relu"), label("axes", "x1"), label("initializer", "he_uniform")], ["ReLU", "x₁", "he uniform"]);
});
