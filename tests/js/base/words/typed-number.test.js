import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { typedNumber } from "../../../../static/js/base/words/typed-number.js";

test("a number within its limits is taken, at the limits too", () => {
  assert.deepEqual(typedNumber(" 0,5 "), { value: 0.5 });
  for (const value of [0, 0.03, 100]) assert.deepEqual(typedNumber(String(value), "learning_rate", [0, 100]), { value });
});

test("one past its limits is refused, and the limits are said", () => {
  const fault = (text) => typedNumber(text, "learning_rate", [0, 100]).fault;
  assert.equal(fault("-1"), "learning rate: -1 is out of range, it goes from 0 to 100");
  assert.equal(fault("1e9"), "learning rate: 1e9 is out of range, it goes from 0 to 100");
});

test("nothing, and what is no number, are told apart", () => {
  assert.equal(typedNumber("  ").fault, "Nothing was typed where a number is needed: the value stays");
  assert.equal(typedNumber(" many ").fault, "many is not a number");
});
