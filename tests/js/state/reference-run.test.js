import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import { ghostAt, prepare } from "../../../static/js/charts/prepare.js";
import { tablesOf } from "../../../static/js/panels/charts/table.js";
import { History } from "../../../static/js/state/history.js";
import { keptName, keptOf } from "../../../static/js/state/reference-run.js";

const label = (field, value) => (field === "field" ? value : value.toUpperCase());
const SGD = { optimizer: "sgd", learning_rate: 0.03, axes: null, seed: 0 };

const run = (...rows) => {
  const history = new History();
  rows.forEach(([step, ...values]) => history.push(step, values));
  return history;
};

test("what is kept stays as it was while the run goes on", () => {
  const losses = run([0, 1, 1], [1, 0.5, 0.6]);
  const kept = keptOf(SGD, losses, run());
  losses.push(2, [0.1, 0.2]);
  losses.push(0, [9, 9]);
  assert.deepEqual(kept.losses, { steps: [0, 1], series: [[1, 0.5], [1, 0.6]] });
});

test("there is nothing to keep before the first step", () => {
  assert.equal(keptOf(SGD, run([0, 1, 1]), run()), null);
  assert.equal(keptOf(null, run([0, 1, 1], [1, 1, 1]), run()), null);
});

test("the kept run is called by what differs", () => {
  const kept = keptOf(SGD, run([0, 1, 1], [1, 0.5, 0.6]), run());
  const named = (changes) => keptName(kept, { ...SGD, ...changes }, label);
  assert.equal(named({}), "kept");
  assert.equal(named({ axes: ["x1", "x2"] }), "kept");
  assert.equal(named({ optimizer: "adam" }), "SGD");
  assert.equal(named({ learning_rate: 1 }), "rate 0.03");
  assert.equal(named({ optimizer: "adam", seed: 1 }), "SGD +1");
  const long = keptOf({ ...SGD, optimizer: "a very long name of an optimizer" }, run([0, 1, 1], [1, 1, 1]), run());
  assert.ok(keptName(long, SGD, label).length <= 14);
});

test("both runs share one pair of axes, and are read at the same step", () => {
  const ghost = { name: "SGD", dashes: [], columns: { steps: [0, 10, 20], series: [[100, 10, 1], [100, 20, 2]] } };
  const shown = {
    columns: { steps: [0, 5], series: [[0.1, 0.01], [0.1, 0.02]] },
    names: [], colors: [], dashes: [], kind: { isLog: true }, logSteps: false, smoothing: 0, marks: [], steps: [0, 20], ghost,
  };
  const prepared = prepare(shown, 200);
  assert.ok(prepared.range.low < -2 && prepared.range.high > 2);
  assert.deepEqual(prepared.ghost.series, [[2, 1, 0], [2, Math.log10(20), Math.log10(2)]]);
  assert.deepEqual(ghostAt(prepared, 12), [10, 20]);
  assert.deepEqual(ghostAt(prepared, 21), [null, null]);
  assert.deepEqual(ghostAt(prepare({ ...shown, ghost: null }, 200), 12), []);
});

test("files and tables hold the kept run beside this one", () => {
  const losses = run([0, 1, 1], [1, 0.5, 0.6]);
  const tables = tablesOf({ losses, accuracies: run(), gradients: run(), kept: { value: keptOf(SGD, losses, run()) } });
  assert.deepEqual(tables.flatMap(({ names }) => names), ["train loss", "test loss", "kept run: train loss", "kept run: test loss"]);
});
