import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { createChips, numberText } from "../../../../../static/js/panels/inside/base/chips.js";
import { openPanels } from "../../../dom.js";
import { refOf } from "../derivations.js";

const DELTA = { symbol: "\\delta^{(1)}_{1}", value: 0.123456789, ref: refOf({ quantity: "grad", node: "z", row: 0, sample: 7 }) };

function made(t, named = DELTA) {
  const opened = openPanels(t);
  const copied = [];
  const chips = createChips(opened.store, (text) => copied.push(text));
  const chip = chips.chip(named);
  opened.document.body.append(chip);
  return { ...opened, chips, chip, copied };
}

test("numbers have four digits or all; one that is not computed yet is no 0", () => {
  assert.deepEqual(
    [numberText(0.123456789, 4), numberText(0.123456789, 17), numberText(0, 4), numberText(null, 4), numberText(null, 17)],
    ["0.1235", "0.123456789", "0", "not yet", "not yet"],
  );
});

test("a chip has a symbol above its number, and all digits to be read", (t) => {
  const { chip } = made(t);
  assert.equal(chip.querySelector("b").textContent, "0.1235");
  assert.equal(Number(chip.dataset.value), 0.123456789);
  assert.equal(chip.dataset.tone, "backward");
});

test("the number of updates is a count, and no rounded number", (t) => {
  const { chips } = made(t);
  const texts = [7, 12345, null].map((value) => chips.chip({ symbol: "t", value, ref: null }).querySelector("b").textContent);
  assert.deepEqual(texts, ["7", "12\u2009345", numberText(null, 4)]);
});

test("a click goes to what the number belongs to, with its sample", (t) => {
  const { chip, click, store } = made(t);
  click(chip);
  assert.deepEqual([store.view.value.pinned, store.view.value.probe], [{ kind: "neuron", layer: 0, index: 0 }, 7]);
});

test("a chip of the batch leaves the followed sample as it is", (t) => {
  const { chip, click, store, view } = made(t, { ...DELTA, ref: { ...DELTA.ref, sample: null } });
  view({ probe: 3 });
  click(chip);
  assert.equal(store.view.value.probe, 3);
});

test("the pointer on a chip lights up the network, and leaves it dark again", (t) => {
  const { chip, point, store } = made(t);
  point(chip, "pointerenter");
  assert.deepEqual(store.view.value.hover, { kind: "neuron", layer: 0, index: 0 });
  point(chip, "pointerleave");
  assert.equal(store.view.value.hover, null);
});

test("a number that belongs to nothing is no button", (t) => {
  assert.equal(made(t, { ...DELTA, ref: null }).chip.tagName, "SPAN");
});

test("a number is copied with all its digits, a formula as LaTeX", (t) => {
  const { chips, click, copied, document } = made(t);
  const both = chips.copies(0.123456789, "a = b");
  document.body.append(both);
  for (const button of both.children) click(button);
  assert.deepEqual(copied, ["0.123456789", "a = b"]);
  assert.equal(chips.copies(null, "a = b").children.length, 1);
});

test("Ctrl C on a chip copies its number", (t) => {
  const { chip, press, copied } = made(t);
  press(chip, "c", { ctrlKey: true });
  press(chip, "c");
  assert.deepEqual(copied, ["0.123456789"]);
});
