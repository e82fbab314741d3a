import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { createChips } from "../../../../../static/js/panels/inside/base/chips.js";
import { digitsApart, makeUpdate } from "../../../../../static/js/panels/inside/inspector/update-lines.js";
import { openPanels } from "../../../dom.js";
import { readable } from "../../../formulas.js";
import { UPDATE } from "../derivations.js";

function made(t, more = {}, digits = 17) {
  const { store } = openPanels(t);
  const chips = createChips(store, () => undefined);
  return makeUpdate({ ...UPDATE, ...more }, chips, digits, (index) => `operation ${index}`);
}
const numbersOf = (element, selector) => [...element.querySelectorAll(selector)].map(({ dataset }) => Number(dataset.value));

test("the new value is the old one and the change, with all digits", (t) => {
  const box = made(t);
  const [old, change] = numbersOf(box, ".expression .number-chip");
  const [value] = numbersOf(box, "[data-name=new]");
  assert.equal(readable(box.querySelector(".number-chip .formula")), "old");
  assert.deepEqual([old, change, value], [UPDATE.old, UPDATE.change, UPDATE.new]);
  assert.deepEqual(
    [...box.querySelectorAll(".expression > .sign")].map(({ textContent }) => textContent),
    ["=", "+", "="],
  );
});

test("each operation has its words, what it reads, the numbers on the way and what it changes", (t) => {
  const lines = [...made(t).querySelectorAll("li")];
  assert.deepEqual(
    lines.map(({ dataset, firstChild }) => [dataset.op, firstChild.firstChild.textContent]),
    [
      ["3", "operation 3"],
      ["4", "operation 4"],
    ],
  );
  assert.deepEqual(numbersOf(lines[0], ".update-reads .number-chip"), [0.03, -0.75]);
  assert.deepEqual(numbersOf(lines[0], ".between b"), [-0.0225]);
  assert.deepEqual(numbersOf(lines[1], ".change b"), [0.5, 0.5225]);
});

test("a setting has the look of a constant", (t) => {
  const tones = [...made(t).querySelectorAll(".update-reads .number-chip")].map(({ dataset }) => dataset.tone);
  assert.deepEqual(tones, ["constant", "backward"]);
});

test("an operation that has not run has no numbers yet", (t) => {
  const [op] = UPDATE.ops;
  const later = { ...op, is_done: false, changes: [{ ...op.changes[0], after: null }], between: [] };
  const box = made(t, { new: null, change: null, ops: [later] });
  assert.equal(box.querySelector("li").className, "later");
  assert.equal(box.querySelector(".change b").textContent, "not yet");
  assert.equal(box.querySelector("[data-name=new]").textContent, "not yet");
});

test("a rate that stays is not said again", (t) => {
  assert.ok(!made(t).textContent.includes("Learning rate"));
});

test("a rate that a schedule changes is said, with the setting that it comes from", (t) => {
  const text = made(t, { rate: 0.015, schedule: "\\eta_t = \\eta / 2" }, 4).textContent;
  assert.ok(text.includes("Learning rate of this step: 0.01500, by schedule from 0.03000"), text);
});

test("a warm-up is said with its steps", (t) => {
  const text = made(t, { rate: 0.003, warmup_steps: 10 }, 4).textContent;
  assert.ok(text.includes("warm-up of 10 steps"), text);
});

test("a step too small for four digits shows as many as it takes", (t) => {
  const [, op] = UPDATE.ops;
  const ops = [{ ...op, changes: [{ ...op.changes[0], before: 0.591, after: 0.59100701 }] }];
  const box = made(t, { old: 0.591, change: 7.01e-6, new: 0.59100701, ops }, 4);
  const texts = (selector) => [...box.querySelectorAll(selector)].map(({ textContent }) => textContent);
  assert.deepEqual(texts(".change b"), ["0.591000", "0.591007"]);
  assert.equal(box.querySelector(".number-chip b").textContent, "0.591000");
  assert.deepEqual(texts("[data-name=new]"), ["0.591007"]);
});

test("values that differ in four digits, are equal or not there yet keep four", () => {
  assert.equal(digitsApart(0.5, 0.5225, 4), 4);
  assert.equal(digitsApart(0.5, 0.5, 4), 4);
  assert.equal(digitsApart(null, 0.5, 4), 4);
  assert.equal(digitsApart(0.5, null, 4), 4);
  assert.equal(digitsApart(1, 1 + Number.EPSILON, 4), 17);
});
