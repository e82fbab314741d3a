import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { runRow } from "../../../../static/js/panels/runs/run-row.js";
import { openPage } from "../../dom.js";
import { THEME } from "../../examples.js";
import { haveLater } from "../../later.js";
import { runOf } from "./saved.js";

function open(t, { isCurrent = false, ...fields } = {}) {
  const opened = openPage(t);
  haveLater(opened);
  const asked = [];
  const record = (what) => (run, name) => asked.push([what, run.id, ...(name === undefined ? [] : [name])]);
  const actions = { open: record("open"), rename: record("rename"), duplicate: record("duplicate"), remove: record("remove") };
  const row = runRow(runOf(fields), isCurrent, { page: opened.data, theme: THEME, actions });
  opened.document.body.append(row);
  const button = (key) => row.querySelector(`[data-do=${key}]`);
  return { ...opened, row, asked, button };
}

test("each button does what it says, and names the run", (t) => {
  const { click, asked, button } = open(t, { name: "deep" });
  for (const key of ["open", "duplicate", "delete"]) click(button(key));
  assert.deepEqual(asked, [
    ["open", "a"],
    ["duplicate", "a"],
    ["remove", "a"],
  ]);
  assert.equal(button("open").getAttribute("aria-label"), "Continue: deep");
});

test("the run of this page is neither opened nor deleted", (t) => {
  const { row, button } = open(t, { isCurrent: true });
  assert.equal(button("open"), null);
  assert.equal(button("delete"), null);
  assert.match(row.textContent, /open on this page/);
});

for (const [key, asked] of [
  ["Enter", [["rename", "a", "new"]]],
  ["Escape", []],
]) {
  test(`a name ends with ${key}`, (t) => {
    const opened = open(t, { name: "old" });
    opened.click(opened.button("rename"));
    const box = opened.row.querySelector("input");
    assert.equal(box.value, "old");
    opened.enter(box, " new ");
    opened.press(box, key);
    assert.deepEqual(opened.asked, asked);
    assert.equal(opened.row.querySelector("input"), null);
  });
}

test("an empty name removes it, and leaving the box renames too", (t) => {
  const opened = open(t, { name: "old" });
  opened.click(opened.button("rename"));
  const box = opened.row.querySelector("input");
  opened.enter(box, "  ");
  opened.happen(box, "blur");
  assert.deepEqual(opened.asked, [["rename", "a", null]]);
});

test("a name that stays is not sent", (t) => {
  const opened = open(t, { name: "old" });
  opened.click(opened.button("rename"));
  opened.press(opened.row.querySelector("input"), "Enter");
  assert.deepEqual(opened.asked, []);
});
