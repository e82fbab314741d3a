import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
// Loaded before there is a document, for it refuses one without a doctype.
import "katex";
import { cellOfRef, questionOf } from "../../../../static/js/panels/attention/derivation.js";
import { attentionOf } from "../../../../static/js/scene/attention/structure.js";
import { attentionNetwork } from "../../attention-example.js";
import { openPicture } from "../../attention-picture.js";
import { statusOf } from "../../examples.js";

const attention = attentionOf(attentionNetwork({ T: 3, width: 4, heads: 2 }));
const ref = (more) => ({ quantity: "value", node: "qkv", layer: 0, row: 0, column: 0, sample: 0, ...more });
const given = (symbol, value, more) => ({ symbol, value, operation: "given", formula: "", factors: [], ref: ref(more) });

test("a question names the node, its row and the position", () => {
  assert.deepEqual(questionOf(attention, { key: "A1", isGrad: false, row: 2, column: 1 }, 7, 0), {
    type: "explain",
    run: 0,
    quantity: "value",
    node: "A",
    site: 0,
    row: 4,
    column: 2,
    sample: 7,
    depth: 1,
  });
  const { quantity, node, site, row } = questionOf(attention, { key: "p", isGrad: true, row: 0, column: 3 }, 7, 1);
  assert.deepEqual([quantity, node, site, row], ["grad", "z", 1, 3]);
  assert.equal(questionOf(attention, { key: "V", isGrad: true, row: 0, column: 1 }, 7, 0).row, 9);
});

test("a batch is not asked about, because its cells are means", () => {
  assert.equal(questionOf(attention, { key: "A1", isGrad: false, row: 2, column: 1 }, null, 0), null);
});

test("a number of a derivation is in the cell that was asked about, or in another one", () => {
  for (const cell of [
    { key: "A1", isGrad: false, row: 2, column: 1 },
    { key: "S0", isGrad: true, row: 0, column: 2 },
    { key: "K", isGrad: true, row: 1, column: 3 },
    { key: "h2", isGrad: false, row: 1, column: 0 },
  ]) {
    const { quantity, node, site, row, column } = questionOf(attention, cell, 0, 0);
    assert.deepEqual(cellOfRef(attention, ref({ quantity, node, layer: site, row, column })), cell);
  }
  for (const other of [{ quantity: "W", node: "" }, { node: "u" }, { row: null }, { column: null }]) assert.equal(cellOfRef(attention, ref(other)), null);
  assert.equal(cellOfRef(attention, null), null);
});

/** Pins the first score and answers with two products. */
async function pinned(t) {
  const opened = openPicture(t, { heads: 1 });
  const { press, marks, answersTo, settle, detail } = opened;
  const product = (k) => ({
    ...given(`q_${k} k_${k}`, 0.5 * k),
    operation: "product",
    factors: [given(`q_{${k}}`, 0.5, { row: k }), given(`k_{${k}}`, k, { row: 4 + k, column: 2 })],
    ref: null,
  });
  answersTo.explain = () => ({
    type: "explained",
    root: { symbol: "S", value: 1.5, operation: "sum", formula: "", factors: [product(1), product(2)], ref: ref({ node: "S" }) },
  });
  for (const key of ["ArrowDown", "ArrowLeft", "Enter"]) press(marks, key);
  for (let k = 0; k < 5; k += 1) await settle();
  return { ...opened, derivation: detail.querySelector(".attention-derivation") };
}

test("a pinned cell shows what it was computed from; each number leads to its own cell", async (t) => {
  const { derivation, click, detail, asked } = await pinned(t);
  const [, question] = asked.findLast(([type]) => type === "ask");
  assert.deepEqual([question.type, question.node, question.row, question.column], ["explain", "S", 2, 0]);
  const chips = [...derivation.querySelectorAll("button.number-chip")];
  assert.deepEqual(
    chips.map(({ dataset }) => Number(dataset.value)),
    [0.5, 1, 0.5, 2],
  );
  click(chips[3]);
  assert.match(detail.querySelector(".attention-name").textContent, /^K, position 3, number 3/);
});

test("the same numbers stay in their place when they come again", async (t) => {
  const { derivation, store, settle, after, asked } = await pinned(t);
  const before = derivation.firstChild;
  const count = asked.length;
  store.takeFrame({ ...store.frame.value });
  after(1000);
  for (let k = 0; k < 5; k += 1) await settle();
  assert.ok(asked.length > count);
  assert.ok(derivation.firstChild === before);
});

test("while the run goes on there is none, and none of another cell", async (t) => {
  const { derivation, store, settle } = await pinned(t);
  assert.equal(derivation.children.length, 1);
  store.dispatch(statusOf());
  await settle();
  assert.equal(derivation.children.length, 0);
});

test("what the server refuses is not there", async (t) => {
  const { derivation, press, marks, answersTo, settle, after } = await pinned(t);
  delete answersTo.explain;
  for (const key of ["ArrowDown", "Enter"]) press(marks, key);
  after(1000);
  for (let k = 0; k < 5; k += 1) await settle();
  assert.equal(derivation.children.length, 0);
});
