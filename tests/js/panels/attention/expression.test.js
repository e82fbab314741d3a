import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { createExpression } from "../../../../static/js/panels/attention/expression.js";
import { openPanels } from "../../dom.js";

const factor = (symbol, value, node, more = {}) => ({
  ...{ symbol, value, operation: "given", formula: "", factors: [] },
  ref: { quantity: "value", node, layer: 0, row: 0, column: 0, sample: 0 },
  ...more,
});

test("numbers that the picture shows are buttons that lead there, others are not", (t) => {
  const { store, click } = openPanels(t);
  const went = [];
  const cell = { key: "Q", isGrad: false, row: 0, column: 0 };
  const expression = createExpression(
    store,
    (ref) => (ref?.node === "qkv" ? cell : null),
    (to) => went.push(to),
  );
  const element = expression(
    factor("c", 6, "u", {
      operation: "product",
      factors: [factor("a", 2, "qkv"), factor("w", 3, "", { ref: { quantity: "W", node: "", layer: 1, row: 0, column: 0, sample: null } })],
    }),
  );
  const chips = [...element.querySelectorAll(".number-chip")];
  assert.deepEqual(
    chips.map(({ tagName, dataset }) => [tagName, dataset.tone, dataset.value]),
    [
      ["BUTTON", "forward", "2"],
      ["SPAN", "weight", "3"],
    ],
  );
  click(chips[0]);
  assert.deepEqual(went, [cell]);
  assert.equal(element.querySelector("b.result").dataset.value, "6");
});
