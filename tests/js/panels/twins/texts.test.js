import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { differenceRows, differingFields, distinction, writtenValue } from "../../../../static/js/panels/twins/texts.js";

const label = (field, value) => ({ relu: "ReLU", adam: "Adam", sgd: "SGD", "": field === "clip_norm" ? "none" : "" })[value] ?? value;
const DIFFERENCES = { activation: ["sigmoid", "relu"], learning_rate: [0.03, 0.3] };

test("a run is named by what distinguishes it", () => {
  assert.equal(distinction(DIFFERENCES, 0, label), "sigmoid, rate 0.03");
  assert.equal(distinction(DIFFERENCES, 1, label), "ReLU, rate 0.3");
  assert.equal(distinction({}, 0, label), "");
});

test("the fields that differ are listed by name", () => {
  assert.equal(differingFields(DIFFERENCES, label), "activation and learning rate");
});

test("equal layers are counted, a few are written out", () => {
  assert.equal(writtenValue("hidden", Array(8).fill(8), label), "8 × 8");
  assert.equal(writtenValue("hidden", [4, 2], label), "4-2");
  assert.equal(writtenValue("hidden", [8, 8, 8, 8, 4], label), "8-8-8-8-4");
  assert.equal(writtenValue("activation", Array(5).fill("relu"), label), "5 × ReLU");
  assert.equal(writtenValue("clip_norm", null, label), "none");
});

const of = (kind) => Object.assign((...given) => label(...given), { kind: () => kind });

test("a size is called what the kind of both networks calls it", () => {
  const sizes = { hidden: [[8], [14]] };
  const said = (kind) => [differingFields(sizes, of(kind)), distinction(sizes, 1, of(kind)), differenceRows(sizes, of(kind))[0]];
  assert.deepEqual(said("dense"), ["hidden layers", "layers 14", { field: "hidden", name: "hidden layers", a: "8", b: "14" }]);
  assert.deepEqual(said("convolution"), ["filters", "filters 14", { field: "hidden", name: "filters", a: "8", b: "14" }]);
  assert.deepEqual(said("attention").slice(0, 2), ["width", "width 14"]);
});

test("of two kinds each size has its own noun", () => {
  const both = { network: ["convolution", "dense"], hidden: [[8], [14]] };
  assert.equal(differingFields(both, of("convolution")), "kind of network and size");
  assert.deepEqual(
    [distinction(both, 0, of("convolution")), distinction(both, 1, of("convolution"))],
    ["kind of network convolution, 8 filters", "kind of network dense, layers 14"],
  );
  assert.deepEqual(differenceRows(both, of("convolution"))[1], { field: "hidden", name: "size", a: "8 filters", b: "layers 14" });
});

test("the table has a row for each field with both values", () => {
  assert.deepEqual(differenceRows(DIFFERENCES, label), [
    { field: "activation", name: "activation", a: "sigmoid", b: "ReLU" },
    { field: "learning_rate", name: "learning rate", a: "0.03", b: "0.3" },
  ]);
});
