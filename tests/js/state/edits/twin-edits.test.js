import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { changeTwinEdit, differencesOf, dropEdit, makeEdit, presetEdit, promoteEdit, swapEdit } from "../../../../static/js/state/edits/twin-edits.js";
import { twinOf } from "../../examples.js";

const LIVE = new Set(["activation", "learning_rate"]);
const ALONE = { experiment: { activation: "tanh", learning_rate: 0.03 }, twin: null };
const PAIR = { ...ALONE, twin: twinOf({ experiment: { activation: "relu", learning_rate: 0.03 } }) };
const twin = (action, change = null) => ({ type: "twin", action, change, at: "start" });

test("a twin that is made is undone by dropping it, or by making the one before", () => {
  assert.deepEqual(makeEdit({ optimizer: "adam" }, ALONE), { name: "twin-make", before: twin("drop"), after: twin("make", { optimizer: "adam" }) });
  assert.deepEqual(makeEdit({}, PAIR).before, twin("make", { activation: "relu" }));
  assert.equal(makeEdit({}, ALONE, "now").after.at, "now");
});

test("to swap twice is to do nothing; a dropped twin is made anew", () => {
  assert.deepEqual([swapEdit().before, swapEdit().after], [twin("swap"), twin("swap")]);
  assert.deepEqual([dropEdit(PAIR).before, dropEdit(PAIR).after], [twin("make", { activation: "relu" }), twin("drop")]);
});

test("a promotion is undone by the settings that the run had", () => {
  assert.deepEqual([promoteEdit(PAIR).before, promoteEdit(PAIR).after], [{ type: "reset", experiment: PAIR.experiment }, twin("promote")]);
  assert.equal(promoteEdit({ experiment: null, twin: null }).before, null);
});

test("a live field of the twin is changed on the spot; with any other it is made anew with all differences", () => {
  const live = changeTwinEdit({ learning_rate: 0.3 }, PAIR, LIVE);
  assert.deepEqual(
    [live.before, live.after],
    [
      { type: "change", run: 1, learning_rate: 0.03 },
      { type: "change", run: 1, learning_rate: 0.3 },
    ],
  );
  const other = changeTwinEdit({ initializer: "zeros" }, PAIR, LIVE);
  assert.deepEqual([other.after, other.name], [twin("make", { activation: "relu", initializer: "zeros" }), "twin-initializer"]);
  assert.deepEqual(changeTwinEdit({ learning_rate: 0.3 }, ALONE, LIVE).after, twin("make", { learning_rate: 0.3 }));
});

test("a preset drops the present twin, resets, and makes the twin that it has", () => {
  const preset = { name: "race", experiment: { activation: "sigmoid" }, view: { twin: { activation: "relu" } } };
  const reset = { type: "reset", experiment: { seed: 0, activation: "sigmoid" } };
  assert.deepEqual(presetEdit(preset, { seed: 0 }, PAIR).requests, [twin("drop"), reset, twin("make", { activation: "relu" })]);
  assert.deepEqual(presetEdit({ ...preset, view: {} }, { seed: 0 }, ALONE).requests, [reset]);
  assert.deepEqual(presetEdit(preset, { seed: 0 }, ALONE).after, reset);
});

test("the differences of a twin are its own values", () => {
  assert.deepEqual([differencesOf(PAIR.twin), differencesOf(null)], [{ activation: "relu" }, {}]);
});
