import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { fillList, markRows, opState } from "../../../../../static/js/panels/inside/program/list.js";
import { openPanels } from "../../../dom.js";
import { OPS } from "../programs.js";

function filled(t) {
  const { byId, context } = openPanels(t);
  const list = byId("program-phases");
  return { list, rows: fillList(list, OPS, context.write) };
}

test("operations before the last one are done, those after it are not yet", () => {
  assert.deepEqual(
    OPS.map((_, i) => opState(i, 2)),
    ["done", "now", "later", "later", "later"],
  );
  assert.equal(opState(0, 0), "later");
});

test("operations are grouped by phase, in order", (t) => {
  const { list } = filled(t);
  const groups = [...list.children].map((group) => [group.querySelector("h3").textContent, group.querySelectorAll(".op").length]);
  assert.deepEqual(groups, [
    ["forward", 2],
    ["loss", 1],
    ["backward", 1],
    ["update", 1],
  ]);
});

test("a row has its formula and its shape, and says them with its state", (t) => {
  const { rows } = filled(t);
  markRows(rows, 2);
  const [first, second, third] = rows.map(({ row }) => row);
  assert.equal(first.querySelector(".formula annotation").textContent, "z = W x + b");
  assert.equal(first.querySelector(".op-shape").textContent, "4×10");
  assert.equal(first.querySelector(".op-name").textContent, "weighted sum, 4 by 10, done");
  assert.equal(second.querySelector(".op-name").textContent, "activation, 4 by 10, done last");
  assert.equal(third.querySelector(".op-name").textContent, "gradient of the loss, 4 by 10, not yet");
  assert.equal(rows[4].row.querySelector(".op-shape").textContent, "25");
  assert.equal(rows[4].row.querySelector(".op-name").textContent, "apply, 25 numbers, not yet");
});

test("exactly one row is the current step, and it moves back, too", (t) => {
  const { list, rows } = filled(t);
  const current = () => [...list.querySelectorAll("[aria-current=step]")].map((row) => Number(row.dataset.op));
  for (const [done, expected] of [
    [2, [1]],
    [5, [4]],
    [1, [0]],
    [0, []],
  ]) {
    markRows(rows, done);
    assert.deepEqual(current(), expected);
  }
});

test("a long phase of a dense network is folded by layer", (t) => {
  const { byId, context } = openPanels(t);
  const ops = Array.from({ length: 30 }, (_, i) => ({ ...OPS[0], node: i % 2 ? "a" : "z", site: Math.floor(i / 2) }));
  fillList(byId("program-phases"), ops, context.write, "layer");
  const [first] = byId("program-phases").querySelectorAll(".op-fold summary");
  assert.equal(first.textContent, "layer 1: 2 operations");
});

test("a long phase is folded by time step, and draws its formulas when it is opened", (t) => {
  const { byId, context, happen } = openPanels(t);
  const ops = Array.from({ length: 30 }, (_, i) => ({ ...OPS[0], node: i % 2 ? "h" : "z", site: Math.floor(i / 2) }));
  const rows = fillList(byId("program-phases"), ops, context.write, "step");
  const folds = [...byId("program-phases").querySelectorAll(".op-fold")];
  assert.deepEqual([rows.length, folds.length], [30, 15]);
  const [, second] = folds;
  assert.equal(second.querySelector("summary").textContent, "time step 2: 2 operations");
  assert.equal(second.querySelector(".formula annotation"), null);
  happen(second.querySelector("details"), "toggle");
  assert.equal(second.querySelectorAll(".formula annotation").length, 2);
});
