import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { attentionFrame, attentionStep } from "../../attention-example.js";
import { openPicture } from "../../attention-picture.js";
import { statusOf } from "../../examples.js";

const textsIn = (row) => [...row.querySelectorAll("td")].map(({ textContent }) => textContent);

test("the hidden tables have the tokens, and each head's scores, weights and gradients with the sums of their lines", (t) => {
  const { box } = openPicture(t, { heads: 2 });
  const grids = [...box.querySelectorAll("table[data-grid]")].map((table) => table.dataset.grid);
  assert.deepEqual(grids, ["S0", "dS0", "A0", "dA0", "S1", "dS1", "A1", "dA1"]);
  const rows = [...box.querySelectorAll("[data-grid=dS1] tr")].slice(1);
  assert.deepEqual(
    rows.map((row) => textsIn(row).at(-1)),
    ["0", "0", "0"],
  );
  const { inputs } = attentionStep({ heads: 2 });
  assert.deepEqual([...box.querySelectorAll(".tokens tr")].map(textsIn), [inputs.map(String), ["0", "1", "2"], ["0", "1", "2"]]);
});

test("a line is a query", (t) => {
  const { box } = openPicture(t, { heads: 1 });
  const { values } = attentionStep({ heads: 1 });
  const row = [...box.querySelectorAll("[data-grid=A0] tr")][3];
  assert.equal(row.querySelector("th").textContent, "query 3");
  assert.deepEqual(
    [...row.querySelectorAll("td[data-value]")].map(({ dataset }) => Number(dataset.value)),
    [0, 1, 2].map((key) => Math.fround(values.A[0][key * 3 + 2])),
  );
});

test("during a run they are filled every two seconds only", (t) => {
  const { box, store, after } = openPicture(t, { heads: 1 });
  store.dispatch(statusOf());
  const cell = box.querySelector("[data-grid=A0] td[data-value]");
  const before = cell.textContent;
  const next = (step) => {
    const { frame } = attentionFrame({ heads: 1 });
    const { shape, values } = frame.sections.get("node_value");
    store.takeFrame({ ...frame, sections: new Map([["node_value", { shape, values: values.map((each) => each / 2) }]]), step, running: true });
  };
  next(1);
  assert.equal(cell.textContent, before);
  after(2001);
  next(2);
  assert.notEqual(cell.textContent, before);
});

test("another network has tables of its own", (t) => {
  const { box, store } = openPicture(t, { T: 3, heads: 1 });
  assert.equal(box.querySelectorAll("[data-grid=A0] td[data-value]").length, 9);
  const { network, frame } = attentionFrame({ T: 4, heads: 1 });
  store.dispatch({ type: "network", ...network });
  store.takeFrame({ ...frame, step: 1 });
  assert.equal(box.querySelectorAll("[data-grid=A0] td[data-value]").length, 16);
});
