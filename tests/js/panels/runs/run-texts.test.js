import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { dateOf, figuresOf, isFound, titleOf } from "../../../../static/js/panels/runs/run-texts.js";
import { openPage } from "../../dom.js";
import { haveLater } from "../../later.js";
import { runOf } from "./saved.js";

function page(t) {
  const opened = openPage(t);
  haveLater(opened);
  return opened.data;
}

const summaryOf = (fields) => ({ summary: { ...runOf().summary, ...fields } });

test("a run is called by its name, or by what it is about", (t) => {
  const data = page(t);
  assert.equal(titleOf(runOf({ name: "deep" }), data), "deep");
  assert.equal(titleOf(runOf(), data), `${data.labels.dataset.circle} · 4–2 tanh`);
  assert.equal(titleOf(runOf(summaryOf({ activation: "relu sigmoid", dataset: "own" })), data), "own table · 4–2 ReLU, sigmoid");
  assert.equal(titleOf(runOf(summaryOf({ hidden: [] })), data), `${data.labels.dataset.circle} · no hidden layer`);
  assert.equal(titleOf(runOf(summaryOf({ network: "convolution", hidden: [4, 8] })), data), `${data.labels.dataset.circle} · 4–8 filters tanh`);
  assert.equal(titleOf(runOf({ summary: null }), data), "Run without a name");
});

test("its figures are step and losses", (t) => {
  page(t);
  assert.equal(figuresOf(runOf()).replaceAll("\u2009", " "), "Step 12 345 · loss 0.0123 · test –");
  assert.match(figuresOf(runOf(summaryOf({ has_twin: true }))), /with a twin$/);
  assert.equal(figuresOf(runOf({ summary: null })).replaceAll("\u2009", " "), "Step 12 345");
});

test("its date is written out", (t) => {
  page(t);
  assert.match(dateOf(runOf()), /2023/);
});

test("a run is found by all words of its title and its date", (t) => {
  const data = page(t);
  for (const [wanted, isThere] of [
    ["", true],
    ["CIRCLE", true],
    ["tanh circle", true],
    ["2023", true],
    ["spiral", false],
    ["circle spiral", false],
  ]) {
    assert.equal(isFound(runOf(), wanted, data), isThere, wanted);
  }
});
