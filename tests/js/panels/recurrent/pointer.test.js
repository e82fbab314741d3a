import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { openRecurrent } from "./open.js";

const WEIGHT = { kind: "weight", block: 0, row: 1, column: 2 };
const answer = ({ block, row, column, sample }) => ({
  block,
  row,
  column,
  sample,
  step: 7,
  gradient: 1,
  value: 0.75,
  sites: [0, 1, 2, 3],
  terms: [0, 0.5, 0, 0.25],
  deltas: null,
  inputs: null,
});

function open(t) {
  const opened = openRecurrent(t);
  opened.take();
  return opened;
}

test("the pointer shows what it is over, and nothing when it leaves", (t) => {
  const { overlay, point, at, text } = open(t);
  point(overlay, "pointermove", at({ kind: "cell", band: "h", t: 3, row: 1 }));
  assert.match(text("readout"), /^Time step 4, h of unit 2/);
  point(overlay, "pointerleave");
  assert.equal(text("readout"), "");
});

test("a press on a weight shows the terms of its gradient, Escape ends that", async (t) => {
  const { overlay, click, at, part, press, settle, asked, answersTo, text } = open(t);
  answersTo["gradient_terms"] = answer;
  assert.equal(part("terms").hidden, true);
  click(overlay, at(WEIGHT));
  await settle();
  const [, question] = asked.find(([name]) => name === "ask");
  assert.deepEqual(question, { type: "gradient_terms", run: 0, block: 0, row: 1, column: 2, sample: 0 });
  assert.equal(part("terms").hidden, false);
  assert.match(text("terms"), /is the sum of 4 time steps: \+0\.7500 \(of the whole batch \+1\.000\)$/);
  press(overlay, "Escape");
  assert.equal(part("terms").hidden, true);
});

test("Escape ends every selection; keys with Ctrl are not the picture's", (t) => {
  const { overlay, press, text, part, click, at } = open(t);
  press(overlay, "ArrowUp", { ctrlKey: true });
  assert.equal(text("readout"), "");
  press(overlay, "ArrowUp");
  press(overlay, "Enter");
  click(overlay, at(WEIGHT));
  assert.equal(press(overlay, "Escape"), false);
  assert.deepEqual([text("readout"), part("terms").hidden], ["", true]);
  assert.equal(press(overlay, "p"), true);
});

test("what a key selects is spoken", (t) => {
  const { overlay, press, byId } = open(t);
  press(overlay, "ArrowUp");
  press(overlay, "ArrowLeft");
  assert.match(byId("network-spoken").textContent, /^Time step 3, h of unit 1/);
});
