import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { comparedBranchesOf } from "../../../../static/js/panels/charts/compared-branches.js";
import { createStore } from "../../../../static/js/state/store/store.js";
import { branchOf, changeAt, THEME, timelineOf } from "../../examples.js";

const history = (branch, run = 0) => ({
  type: "history",
  run,
  branch,
  step: [0, 5],
  train_loss: [1, 0.5],
  test_loss: [2, 1],
  train_accuracy: [0, 1],
  test_accuracy: [0, 1],
  marks: [],
});

test("branches beside the run have a sign, a brief name and a colour", () => {
  const store = createStore();
  store.setTheme(THEME);
  const label = (_field, value) => value;
  assert.deepEqual(comparedBranchesOf(store, label), []);
  const fork = branchOf(1, { parent: 0, forked_at: 3, end: 5, events: [changeAt(3, "learning_rate", 0.03, 0.1)] });
  store.dispatch(timelineOf([branchOf(0), fork, branchOf(2, { name: "a very long name indeed" })]));
  for (const branch of [2, 1]) {
    store.dispatch(history(branch));
    store.dispatch({ type: "compare", branch, isSet: true });
  }
  assert.deepEqual(
    comparedBranchesOf(store, label).map(({ id, name, color }) => [id, name, color]),
    [
      [2, "■ a very long n…", "class 4"],
      [1, "▲ rate 0.1", "class 1"],
    ],
  );
});

test("of a branch with a twin both networks are named, each by its letter", () => {
  const store = createStore();
  store.setTheme(THEME);
  store.dispatch(timelineOf([branchOf(0), branchOf(1, { name: "a very long name" }), branchOf(2, { name: "alone" })]));
  for (const [branch, run] of [
    [1, 0],
    [1, 1],
    [2, 0],
  ]) {
    store.dispatch(history(branch, run));
    store.dispatch({ type: "compare", branch, isSet: true });
  }
  assert.deepEqual(
    comparedBranchesOf(store, (_field, value) => value).map(({ name, color, dashes }) => [name, color, dashes[0]]),
    [
      ["■ a very long… A", "class 4", [7, 4]],
      ["■ a very long… B", "class 4", [7, 3, 2, 3]],
      ["▲ alone", "class 1", [7, 4]],
    ],
  );
});
