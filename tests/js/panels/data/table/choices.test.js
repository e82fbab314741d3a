import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_CHOICES, withCure } from "../../../../../static/js/panels/data/table/choices.js";

test("a cure changes what it names, and columns one by one", () => {
  const first = withCure(NO_CHOICES, { decimal: ",", columns: { 1: { kind: "category" }, 2: { role: "out" } } });
  const second = withCure(first, { missing: "mean", columns: { 1: { role: "target" } } });
  assert.deepEqual(second, { ...NO_CHOICES, decimal: ",", missing: "mean", columns: { 1: { kind: "category", role: "target" }, 2: { role: "out" } } });
  assert.deepEqual(NO_CHOICES.columns, {});
});

test("a choice is taken back by null", () => {
  assert.deepEqual(withCure(withCure(NO_CHOICES, { header: true }), { header: null }), NO_CHOICES);
});
