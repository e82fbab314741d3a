import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import { markText } from "../../../static/js/charts/mark-text.js";

test("a mark names two changes briefly, and how many more there are", () => {
  const label = (_field, value) => value.toUpperCase();
  const changes = [
    { field: "learning_rate", from: 0.03, to: 0.3 },
    { field: "optimizer", from: "sgd", to: "adam" },
    { field: "l2", from: 0, to: 1 },
  ];
  assert.equal(markText({ changes: changes.slice(0, 1) }, label), "rate 0.03 → 0.3");
  assert.equal(markText({ changes }, label), "rate 0.03 → 0.3, SGD → ADAM, 1 more");
});
