import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { changeOf, changeText, parameterName, sentenceText, withText } from "../../../../static/js/base/words/sentence.js";

/** @type {Record<string, Record<string, string>>} */
const LABELS = { activation: { relu: "ReLU" }, max_norm: { "": "none" }, features: { x1: "x₁", x1_x2: "x₁x₂" } };

/** @param {string} field @param {string} value */
const label = (field, value) => LABELS[field]?.[value] ?? value.replaceAll("_", " ");

/** @param {string} key @param {Record<string, unknown>} [values] */
const said = (key, values = {}) => sentenceText({ key, values }, label);

/** @param {string} field @param {unknown} before @param {unknown} after */
const changed = (field, before, after) => ({ field, before, after, layer: null, row: null, column: null });

/** @param {unknown[]} changes */
const kept = (...changes) => said("changed.weights.kept", { changes });

test("whole numbers are grouped and others have four digits", () => {
  assert.equal(said("paused", { step: 12345, epoch: 7 }), "Paused at step 12\u2009345, epoch 7");
  assert.equal(said("set.bias", { layer: 1, row: 2, value: 0.123456 }), "Layer 1, bias 2 set to 0.1235");
});

test("the plural form follows n", () => {
  assert.equal(said("playing", { n: 1 }), "Training at 1 step a second");
  assert.equal(said("playing", { n: 0.5 }), "Training at 0.5 steps a second");
});

test("a number that came as text is written as it is", () => {
  assert.equal(said("reset", { seed: "123456" }), "Back at step 0, seed 123456");
});

test("a sentence within a sentence is written in the same language", () => {
  const went = { key: "advanced.op", values: { n: 2 } };
  const op = { key: "op.delta", values: { layer: { key: "op.of.layer", values: { n: 1 } } } };
  assert.equal(said("advanced.did", { went, op }), "2 operations on: error δ of layer 1");
});

test("a list of names is joined as the language does it", () => {
  const names = ["dataset", "hidden"].map((field) => ({ key: `control.${field}`, values: {} }));
  assert.equal(said("reset.with", { names, seed: "0" }), "Back at step 0 with new dataset, hidden layers, seed 0");
});

test("a text that is not in the catalogue is shown as it is", () => {
  assert.equal(said("text", { text: "must be {n} at most" }), "must be {n} at most");
});

test("the size of a network has the name that its kind gives it", () => {
  const of = (kind) => Object.assign((...given) => label(...given), { kind: () => kind });
  const change = { field: "hidden", from: [8], to: [9] };
  const texts = (kind) => [
    changeText(change, of(kind)),
    changeText(change, of(kind), { isBrief: true }),
    sentenceText({ key: "control.hidden", values: {} }, of(kind)),
  ];
  assert.deepEqual(texts("dense"), ["hidden layers 8 → 9", "layers 8 → 9", "hidden layers"]);
  assert.deepEqual(texts("convolution"), ["filters 8 → 9", "filters 8 → 9", "filters"]);
  assert.deepEqual(texts("attention"), ["width 8 → 9", "width 8 → 9", "width"]);
});

test("a change begins with a capital letter and tells old and new value", () => {
  assert.equal(kept(changed("learning_rate", 0.03, 0.3)), "Learning rate 0.03 → 0.3: weights kept");
  assert.equal(kept(changed("activation", "tanh", "relu"), changed("use_bias", true, false)), "Activation tanh → ReLU, biases on → off: weights kept");
});

test("what became of the optimizer and of unused settings follows the change", () => {
  const changes = [changed("optimizer", "sgd", "adam"), changed("momentum", 0.9, 0.5)];
  const weights = { key: "changed.weights.kept", values: { changes } };
  const slots = { key: "changed.slots.reset", values: { told: weights } };
  const field = { key: "control.momentum", values: {} };
  assert.equal(
    said("changed.unused", { told: slots, field, reason: "Adam does not use it" }),
    "Optimizer sgd → adam, momentum 0.9 → 0.5: weights kept, the optimizer starts with empty slots; momentum is without effect: Adam does not use it",
  );
});

for (const [field, before, after, text] of /** @type {[string, unknown, unknown, string][]} */ ([
  ["hidden", [4, 2], [], "hidden layers 4-2 → none"],
  ["activation", ["relu", "tanh"], "relu", "activation ReLU, tanh → ReLU"],
  ["batch_size", 10, "full", "batch 10 → all"],
  ["max_norm", null, 2, "longest weights none → 2"],
  ["output", null, "sigmoid", "output activation automatic → sigmoid"],
  ["features", null, ["x1", "x1_x2"], "inputs automatic → x₁, x₁x₂"],
  ["schedule_steps", 100000, 1234567, "length, steps 100000 → 1.23457e6"],
  ["learning_rate", 0.0123457, 0.00001, "learning rate 0.0123457 → 1e\u22125"],
])) {
  test(`the values of ${field} are written as its control shows them`, () => {
    assert.equal(changeText({ field, from: before, to: after }, label), text);
  });
}

test("a brief change has a short name or none, and four digits", () => {
  const brief = { isBrief: true };
  assert.equal(changeText({ field: "learning_rate", from: 0.03, to: 0.0123457 }, label, brief), "rate 0.03 → 0.01235");
  assert.equal(changeText({ field: "activation", from: "tanh", to: "relu" }, label, brief), "tanh → ReLU");
  assert.equal(changeText({ field: "momentum", from: 0.9, to: 0.5 }, label, brief), "momentum 0.9 → 0.5");
});

test("a parameter set by hand is named by its place and has no old value", () => {
  const change = changeOf({ field: "W", before: 0.1, after: 0.25, layer: 1, row: 0, column: 2 });
  assert.equal(changeText(change, label), "weight 1,3 of layer 2 0.25");
  assert.equal(parameterName(0, 1, null), "bias 2 of layer 1");
});

test("an event without a message stays the same", () => {
  const event = { type: "audience", observers: 2 };
  assert.equal(
    withText(event, () => "never"),
    event,
  );
  const ack = { type: "ack", id: 3, message: { key: "paused.short", values: { step: 4 } } };
  assert.deepEqual(
    withText(ack, ({ key }) => key),
    { type: "ack", id: 3, message: "paused.short" },
  );
});
