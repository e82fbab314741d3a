import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { gridsOf } from "../../../../static/js/scene/attention/grids.js";
import { attentionOf } from "../../../../static/js/scene/attention/structure.js";
import { cellOfPlace, targetOfCell } from "../../../../static/js/scene/attention/targets.js";
import { attentionNetwork } from "../../attention-example.js";

const attention = attentionOf(attentionNetwork({ T: 3, width: 4, heads: 2 }));

test("a cell is a number of its grid's node, at its position", () => {
  assert.deepEqual(targetOfCell(attention, { key: "A1", isGrad: false, row: 2, column: 1 }), { kind: "cell", node: "A", site: 0, row: 4, column: 2 });
  assert.deepEqual(targetOfCell(attention, { key: "p", isGrad: true, row: 0, column: 3 }), { kind: "cell", node: "z", site: 1, row: 3, column: 0 });
  assert.equal(targetOfCell(attention, null), null);
  assert.equal(targetOfCell(attention, { key: "none", isGrad: true, row: 0, column: 3 }), null);
});

test("the number of every cell leads back to it", () => {
  for (const { key, columns } of gridsOf(attention)) {
    for (const isGrad of [false, true]) {
      const cell = { key, isGrad, row: 1, column: columns - 1 };
      assert.deepEqual(cellOfPlace(attention, targetOfCell(attention, cell), isGrad), cell);
    }
  }
});

test("numbers that no grid shows, or at no position, have no cell", () => {
  const place = { node: "A", site: 0, row: 4, column: 2 };
  for (const other of [{ node: "u" }, { site: 1 }, { row: 6 }, { column: 3 }]) assert.equal(cellOfPlace(attention, { ...place, ...other }, false), null);
});
