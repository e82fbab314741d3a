import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { openRecurrent } from "./open.js";

const rowsOf = (box) => [...box.querySelectorAll("tbody tr")].map((row) => [...row.children].map(({ textContent }) => textContent));

test("the table has the gradient of each time step, and its factors, with all digits", (t) => {
  const { take, box, after } = openRecurrent(t);
  take();
  after(10);
  const head = [...box.querySelectorAll("thead th")].map(({ textContent }) => textContent);
  assert.deepEqual(head, ["time step", "rms ∂L/∂h", "f′", "W"]);
  const rows = rowsOf(box);
  assert.equal(rows.length, 4);
  assert.deepEqual(rows[3], ["4", String(Math.sqrt(2.5)), "0.5", "1"]);
  assert.equal(rows[0][2], "–");
});

test("later numbers are written into the same cells", (t) => {
  const { take, box, after } = openRecurrent(t);
  take();
  after(10);
  const cell = box.querySelector("tbody tr:last-child td");
  const before = cell.textContent;
  take({ grad: (name, site, row) => (name === "h" ? 2 : 1) * (site ?? 0) * (row + 1) });
  after(10);
  assert.equal(box.querySelector("tbody tr:last-child td"), cell);
  assert.notEqual(cell.textContent, before);
});

test("while training runs it is written rarely, and at once when training stops", (t) => {
  const { take, box, after, store } = openRecurrent(t, { running: true });
  after(2100);
  take({ step: 8 });
  after(100);
  take({ step: 9 });
  const caption = () => box.querySelector("caption").textContent;
  assert.doesNotMatch(caption(), /step 9/);
  after(2100);
  assert.match(caption(), /step 9/);
  take({ step: 10 });
  store.dispatch({ type: "status", running: false, step: 10, epoch: 0, train_loss: 1, test_loss: 1, steps_per_second: null, op: null, message: "" });
  after(10);
  assert.match(caption(), /step 10/);
});

test("with a weight selected it has the terms of its gradient", async (t) => {
  const { take, box, after, overlay, click, at, answersTo, settle } = openRecurrent(t);
  answersTo["gradient_terms"] = () => ({
    step: 7,
    sample: 0,
    gradient: 1,
    value: 0.75,
    sites: [0, 1, 2, 3],
    terms: [0, 0.5, 0, 0.25],
    deltas: null,
    inputs: null,
  });
  take();
  click(overlay, at({ kind: "weight", block: 0, row: 0, column: 2 }));
  await settle();
  after(10);
  assert.deepEqual(
    rowsOf(box).map((row) => row.at(-1)),
    ["0", "0.5", "0", "0.25"],
  );
  assert.deepEqual(
    [...box.querySelector("tfoot tr").children].map(({ textContent }) => textContent),
    ["sum", "", "", "", "0.75"],
  );
});
