import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { sameCell } from "../../../../static/js/panels/attention/pointer.js";
import { attentionShape, boxOf } from "../../../../static/js/scene/attention/shape.js";
import { attentionOf } from "../../../../static/js/scene/attention/structure.js";
import { attentionNetwork } from "../../attention-example.js";
import { openPicture } from "../../attention-picture.js";
import { THEME } from "../../examples.js";

/** Where a cell is, as a pointer reports it. */
function at(cell) {
  const { left, top, wide, high } = boxOf(attentionShape(attentionOf(attentionNetwork()), 731, 400, THEME.rem), cell);
  return { clientX: left + wide / 2, clientY: top + high / 2 };
}
const CELL = { key: "K", isGrad: false, row: 1, column: 2 };
const nameOf = ({ detail }) => detail.querySelector(".attention-name").textContent;

test("the pointer shows a cell while it is over it; a click keeps it until the next one", (t) => {
  const opened = openPicture(t);
  const { point, click, marks } = opened;
  point(marks, "pointermove", at(CELL));
  assert.match(nameOf(opened), /^K, position 2, number 3 = /);
  point(marks, "pointerleave");
  assert.equal(nameOf(opened), "");
  click(marks, at(CELL));
  assert.match(nameOf(opened), /^K, position 2/);
  point(marks, "pointermove", at({ ...CELL, isGrad: true }));
  assert.match(nameOf(opened), /^dK, position 2/);
  point(marks, "pointermove", { clientX: 0, clientY: 0 });
  assert.match(nameOf(opened), /^K, position 2/);
  click(marks, at(CELL));
  assert.equal(nameOf(opened), "");
});

test("arrow keys reach every cell and tell its number; Enter keeps it, Escape lets it go", (t) => {
  const opened = openPicture(t);
  const { press, marks, spoken, happen } = opened;
  assert.equal(press(marks, "ArrowDown"), false);
  assert.match(spoken.textContent, /^A₁, query 1, key 1: 0\.\d+$/);
  press(marks, "ArrowLeft");
  assert.match(spoken.textContent, /^S₁, query 1, key 3/);
  press(marks, "Enter");
  happen(marks, "blur");
  assert.match(nameOf(opened), /^S₁, query 1, key 3/);
  press(marks, "Escape");
  assert.equal(nameOf(opened), "");
});

test("other keys, and those of shortcuts, are left to the page", (t) => {
  const { press, marks } = openPicture(t);
  assert.equal(press(marks, "k"), true);
  assert.equal(press(marks, "ArrowDown", { ctrlKey: true }), true);
});

test("cells are the same if all of their places are", () => {
  assert.ok(sameCell(CELL, { ...CELL }));
  assert.ok(sameCell(null, null));
  assert.ok(!sameCell(CELL, { ...CELL, row: 0 }));
  assert.ok(!sameCell(CELL, null));
});
