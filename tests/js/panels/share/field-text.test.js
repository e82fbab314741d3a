import "../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldFrom, fieldText, isWritable } from "../../../../static/js/panels/share/field-text.js";

test("a value has the type of its default", () => {
  assert.equal(fieldFrom("learning_rate", 0.03, "1e-3"), 0.001);
  assert.equal(fieldFrom("learning_rate", 0.03, "relu"), undefined);
  assert.equal(fieldFrom("use_bias", true, "0"), false);
  assert.equal(fieldFrom("dataset", "circle", "xor"), "xor");
  assert.equal(fieldFrom("patience", null, "none"), null);
  assert.equal(fieldFrom("batch_size", 10, "full"), "full");
  assert.deepEqual(fieldFrom("hidden", [4, 2], ""), []);
  assert.deepEqual(fieldFrom("activation", "tanh", "relu,tanh"), ["relu", "tanh"]);
});

test("given weights have a text of their own", () => {
  const given = [{ W: [[1, 2]], b: [3] }];
  assert.equal(fieldText("initial_parameters", given), "1,2,b3");
  assert.deepEqual(fieldFrom("initial_parameters", null, "1,2,b3"), given);
  assert.equal(fieldFrom("initial_parameters", null, "none"), null);
  assert.equal(fieldText("initial_parameters", null), "none");
});

test("an object is no value of a link", () => {
  assert.equal(isWritable("dataset", { table: "a" }), false);
  assert.equal(fieldText("features", [{}]), null);
  assert.equal(isWritable("hidden", [4, 2]), true);
});
