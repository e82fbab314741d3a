import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { PAGE } from "../../../../static/js/base/page/page-data.js";
import { fittingFields, formsOf, kindsFor, reads } from "../../../../static/js/scene/kinds/fitting.js";

const begin = (kind, experiment) => fittingFields(kind, experiment, PAGE);

test("a kind reads the data of its form; pictures are columns, too", () => {
  assert.deepEqual([reads("rnn", "echo", PAGE), reads("rnn", "sort", PAGE), reads("dense", "echo", PAGE)], [true, false, false]);
  assert.deepEqual(kindsFor("digits", PAGE), ["dense", "convolution"]);
  assert.deepEqual(kindsFor("sort", PAGE), ["attention"]);
  assert.deepEqual(kindsFor({ n_features: 2 }, PAGE), ["dense"]);
  assert.deepEqual([formsOf("digits", PAGE), formsOf("nosuch", PAGE)], [["columns", "pictures"], ["columns"]]);
  assert.equal(reads("nosuch", "circle", PAGE), false);
});

test("another kind keeps data and size where it can have them", () => {
  assert.deepEqual(begin("lstm", { dataset: "adding", hidden: [16] }), { network: "lstm" });
  assert.deepEqual(begin("convolution", { dataset: "shifted_digits", hidden: [8] }), { network: "convolution" });
  assert.deepEqual(begin("dense", { dataset: "digits", hidden: [4] }), { network: "dense" });
});

test("else it begins with data and a size that it can have", () => {
  const { hidden } = PAGE.networks.rnn.fitting;
  const data = { dataset: "echo", loss: "mse", output: null };
  assert.deepEqual(begin("rnn", { dataset: "circle", hidden: [4, 2] }), { network: "rnn", ...data, hidden });
  assert.deepEqual(begin("rnn", { dataset: { n_features: 2 }, hidden: [8] }), { network: "rnn", ...data });
  for (const other of [undefined, [], [33], [0]]) assert.deepEqual(begin("rnn", { dataset: "adding", hidden: other }), { network: "rnn", hidden });
  assert.deepEqual(begin("nosuch", {}), { network: "nosuch" });
});

test("layers of units do not become stages of filters", () => {
  const { hidden } = PAGE.networks.convolution.fitting;
  assert.deepEqual(begin("convolution", { network: "dense", dataset: "digits", hidden: [4, 2] }), { network: "convolution", hidden });
  assert.deepEqual(begin("convolution", { network: "dense", dataset: "digits", hidden: [6] }), { network: "convolution" });
});
