import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { PAGE } from "../../../../static/js/base/page/page-data.js";
import { exactKey } from "../../../../static/js/net/frame.js";
import { needsDoubles } from "../../../../static/js/panels/network/exact-numbers.js";
import { frameOf } from "../../examples.js";

const UNIT = { kind: "neuron", layer: 0, index: 1 };
const WEIGHT = { kind: "edge", layer: 0, row: 1, column: 0 };
const BIAS = { ...WEIGHT, column: null };

test("doubles are needed of gradients that single precision may have lost", () => {
  const needs = (target, sections) => needsDoubles(frameOf(sections), target);
  assert.equal(needs(UNIT, { "delta.0": [[2], [0, 0.5]] }), false);
  assert.equal(needs(UNIT, { "delta.0": [[2], [0.5, 0]] }), true);
  assert.equal(needs(UNIT, { "unit_delta_rms.0": [[2], [0.5, 1e-41]] }), true);
  assert.equal(
    needs(WEIGHT, {
      "dW.0": [
        [2, 1],
        [0, 1],
      ],
    }),
    false,
  );
  assert.equal(
    needs(WEIGHT, {
      "update_W.0": [
        [2, 1],
        [1, Infinity],
      ],
    }),
    true,
  );
  assert.equal(needs(BIAS, { "db.0": [[2], [1, 0]] }), true);
});

test("not of parameters, of what is not known yet, or of what is there already", () => {
  assert.equal(
    needsDoubles(
      frameOf({
        "W.0": [
          [2, 1],
          [0, 0],
        ],
        "dW.0": [
          [2, 1],
          [NaN, NaN],
        ],
      }),
      WEIGHT,
    ),
    false,
  );
  const frame = {
    ...frameOf({
      "dW.0": [
        [2, 1],
        [0, 0],
      ],
    }),
    exact: new Map([[exactKey("dW", 0, 1, 0), 1e-300]]),
  };
  assert.equal(needsDoubles(frame, WEIGHT), false);
  for (const target of [
    { kind: "input", index: 0 },
    { kind: "layer", layer: 0 },
  ])
    assert.equal(needsDoubles(frame, target), false);
  assert.equal(needsDoubles(null, UNIT), false);
});

test("the numbers of a target are those that the server names for it", (t) => {
  const { tiny_sections: known } = PAGE;
  t.after(() => {
    PAGE.tiny_sections = known;
  });
  PAGE.tiny_sections = { unit: ["a"], bias: ["b_before"], weight: ["W"] };
  const needs = (target, sections) => needsDoubles(frameOf(sections), target);
  assert.equal(needs(UNIT, { "a.0": [[2], [0.5, 0]] }), true);
  assert.equal(needs(UNIT, { "delta.0": [[2], [0.5, 0]] }), false);
  for (const target of [UNIT, BIAS]) assert.equal(needs(target, { "b_before.0": [[2], [1, 0]] }), true);
  const matrix = [
    [2, 1],
    [1, 0],
  ];
  assert.equal(needs(WEIGHT, { "W.0": matrix }), true);
  assert.equal(needs(WEIGHT, { "dW.0": matrix }), false);
});
