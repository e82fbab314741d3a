import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { tableRows, tablesOf } from "../../../../static/js/panels/charts/table.js";
import { History } from "../../../../static/js/state/store/curve-history.js";
import { referenceRunOf } from "../../../../static/js/state/store/reference-run.js";
import { recurrentOf } from "../../examples.js";

/** A state without a network. */
const ALONE = { value: { network: null } };

const run = (...rows) => {
  const history = new History();
  for (const [step, ...values] of rows) history.push(step, values);
  return history;
};

test("the table has both ends, the steps of changes, and no empty columns", () => {
  const [losses, accuracies, deltas, gradients] = [new History(), new History(), new History(), new History()];
  for (let step = 0; step <= 1000; step += 1) losses.push(step, [1 / (step + 1), null]);
  accuracies.push(0, [null, null]);
  deltas.push(10, [3e-300, 1]);
  gradients.push(10, [1e-12, 0]);
  const { head, body } = tableRows(
    tablesOf({
      state: ALONE,
      losses,
      twinLosses: run(),
      twinAccuracies: run(),
      accuracies,
      layers: { delta: deltas, dW: gradients },
      reference: { value: null },
    }),
    [{ step: 333, text: "rate 1 → 2" }],
  );
  assert.deepEqual(head, ["step", "train loss", "test loss", "layer 1 rms delta", "output rms delta", "layer 1 rms dW", "output rms dW", "change"]);
  assert.ok(body.length <= 31);
  assert.deepEqual(body.find(([step]) => step === "10")?.slice(1, 7), ["0.09091", "–", "3.000e−300", "1.000", "1.000e−12", "0"]);
  assert.equal(body.at(-1)[3], "–", "a value of another step is not shown at this one");
  assert.deepEqual(body[0].slice(0, 3), ["0", "1.000", "–"]);
  assert.equal(body.at(-1)[0], "1\u2009000");
  assert.deepEqual(body.find(([step]) => step === "333")?.at(-1), "rate 1 → 2");
});

test("files and tables hold the kept run beside this one", () => {
  const losses = run([0, 1, 1], [1, 0.5, 0.6]);
  const tables = tablesOf({
    state: ALONE,
    losses,
    twinLosses: run(),
    twinAccuracies: run(),
    accuracies: run(),
    layers: { delta: run(), dW: run() },
    reference: { value: referenceRunOf({ optimizer: "sgd" }, losses, run()) },
  });
  assert.deepEqual(
    tables.flatMap(({ names }) => names),
    ["train loss", "test loss", "kept run: train loss", "kept run: test loss"],
  );
});

test("branches that are compared are columns of their own", () => {
  const empty = {
    state: ALONE,
    losses: run(),
    twinLosses: run(),
    twinAccuracies: run(),
    accuracies: run(),
    layers: { delta: run(), dW: run() },
    reference: { value: null },
  };
  const branch = {
    steps: [0, 1],
    series: [
      [3, 2],
      [5, 4],
    ],
  };
  const { head, body } = tableRows(tablesOf(empty, [{ name: "rate 1", losses: branch, accuracies: run().columns() }]), []);
  assert.deepEqual(head.slice(1, -1), ["rate 1: train loss", "rate 1: test loss"]);
  assert.deepEqual(body.at(-1).slice(1, 3), ["2.000", "4.000"]);
});

test("losses and accuracies of a twin are columns of their own", () => {
  const tables = tablesOf({
    state: ALONE,
    losses: run([0, 1, 2]),
    twinLosses: run([0, 1, 2, 3, 4]),
    twinAccuracies: run([0, 0.5, 0.25, 0.75, 1]),
    accuracies: run([0, 0.5, 0.25]),
    layers: { delta: run(), dW: run() },
    reference: { value: null },
  });
  const { head, body } = tableRows(tables, []);
  const names = ["train loss", "test loss", "twin: train loss", "twin: test loss"];
  const shares = ["train accuracy", "test accuracy", "twin: train accuracy", "twin: test accuracy"];
  assert.deepEqual(head, ["step", ...names, ...shares, "change"]);
  assert.deepEqual(body, [["0", "1.000", "2.000", "3.000", "4.000", ...[50, 25, 75, 100].map((share) => `${share}\u2009%`), ""]]);
});

test("accuracies are percentages", () => {
  const tables = tablesOf({
    state: ALONE,
    losses: run(),
    twinLosses: run(),
    twinAccuracies: run(),
    accuracies: run([3, 0.875, 0.5]),
    layers: { delta: run(), dW: run() },
    reference: { value: null },
  });
  assert.deepEqual(tableRows(tables, []).body, [["3", "87.5\u2009%", "50\u2009%", ""]]);
});

test("a network that is not dense has a column for each matrix", () => {
  const state = { value: { network: recurrentOf(2, 3) } };
  const layers = { dW: run([1, 0.5, 0.25]) };
  const none = run();
  const [{ names }] = tablesOf({ state, losses: none, twinLosses: none, twinAccuracies: none, accuracies: none, layers, reference: { value: null } });
  assert.deepEqual(names, ["cell rms dW", "output rms dW"]);
});
