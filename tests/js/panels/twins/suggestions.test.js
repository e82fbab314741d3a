import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { PAGE } from "../../../../static/js/base/page/page-data.js";
import { suggestionsFor } from "../../../../static/js/panels/twins/suggestions.js";

const DEEP = { activation: "sigmoid", initializer: "glorot_uniform", optimizer: "sgd", hidden: Array(8).fill(8), learning_rate: 0.03, l2: 0 };
const keys = (experiment) => suggestionsFor(experiment).map(({ key }) => key);
const change = (experiment, key) => suggestionsFor(experiment).find((one) => one.key === key).change;

test("a deep sigmoid network is compared with what may cure it, and with itself", () => {
  assert.deepEqual(keys(DEEP), ["relu", "he", "adam", "fewer", "rate", "l2", "same"]);
  assert.deepEqual(change(DEEP, "fewer"), { hidden: [8, 8, 8, 8] });
  assert.deepEqual(change(DEEP, "rate"), { learning_rate: 0.3 });
  assert.deepEqual(change(DEEP, "same"), {});
});

test("what is already so is suggested the other way round", () => {
  const other = { ...DEEP, activation: "relu", initializer: "he_normal", optimizer: "adam", l2: 0.1 };
  assert.deepEqual(keys(other), ["sigmoid", "glorot", "sgd", "fewer", "rate", "no_l2", "same"]);
});

test("each suggestion differs from the experiment", () => {
  for (const { key, change: fields } of suggestionsFor(DEEP)) {
    for (const [field, value] of Object.entries(fields)) assert.notDeepEqual(value, DEEP[field], key);
  }
});

test("nothing is suggested that cannot be", () => {
  assert.ok(!keys({ ...DEEP, hidden: [4] }).includes("fewer"));
  const [, highest] = PAGE.limits.learning_rate;
  assert.deepEqual(change({ ...DEEP, learning_rate: highest / 10 }, "rate"), { learning_rate: highest });
  assert.ok(!keys({ ...DEEP, learning_rate: highest / 9 }).includes("rate"));
});

test("fewer layers keep their own activations", () => {
  assert.deepEqual(change({ ...DEEP, hidden: [4, 2], activation: ["tanh", "relu"] }, "fewer"), { hidden: [4], activation: ["tanh"] });
});
