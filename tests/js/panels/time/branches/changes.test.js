import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { makeChanges } from "../../../../../static/js/panels/time/branches/changes.js";
import { BRANCHES } from "../strip-page.js";
import { openList } from "./list-page.js";

function open(t) {
  const opened = openList(t);
  const box = makeChanges(opened.parts);
  opened.document.body.append(box);
  const rows = () => [...box.querySelectorAll(".branch-change")];
  return { ...opened, box, rows };
}

test("the changes of the present branch are listed; without one nothing is", (t) => {
  const { rows, box, tell } = open(t);
  assert.deepEqual(
    rows().map((row) => row.querySelector("span").textContent),
    ["step 300: learning rate 0.03 → 0.3", "step 600: optimizer sgd → adam"],
  );
  tell({ branches: [{ ...BRANCHES[0], events: [] }] });
  assert.equal(box.hidden, true);
});

test("one leads to before the change", (t) => {
  const { rows, click, sought } = open(t);
  click(rows()[1].querySelector("[data-key=before-1]"));
  assert.deepEqual(sought(), [{ step: 600, events: 1 }]);
});

test("another trains without it, and compares both", async (t) => {
  const { rows, click, edits, store, settle, answers } = open(t);
  const button = (row) => row.querySelector("[data-key^=without]");
  click(button(rows()[0]));
  await settle();
  assert.deepEqual(edits(), [{ type: "branch", action: "without", branch: 0, event: 0 }]);
  assert.deepEqual([store.timeline.compared.value, store.state.value.message.slice(0, 22)], [[0], "Trained again without "]);
  store.dispatch({ type: "compare", branch: 0, isSet: false });
  answers.carryOut = () => Promise.reject(new Error("no"));
  click(button(rows()[1]));
  await settle();
  assert.deepEqual(store.timeline.compared.value, [], "a refusal compares nothing");
});

test("an observer reads them", (t) => {
  const { rows, store, tell } = open(t);
  store.dispatch({ ...store.state.value, type: "welcome", observer_key: null, resumed: true });
  tell();
  assert.deepEqual([rows().length, rows()[0].querySelectorAll("button").length], [2, 0]);
});
