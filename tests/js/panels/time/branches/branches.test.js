import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { makeBranches } from "../../../../../static/js/panels/time/branches/branches.js";
import { BRANCHES } from "../strip-page.js";
import { openList } from "./list-page.js";

function open(t) {
  const opened = openList(t);
  opened.document.body.append(makeBranches(opened.parts));
  const rows = () => [...opened.byId("branches").querySelectorAll(".branch")];
  return { ...opened, rows };
}

test("the button counts the branches, the sheet lists them", (t) => {
  const { byId, rows, tell } = open(t);
  assert.equal(byId("time-branches").textContent, "33 branches");
  assert.deepEqual(
    rows().map((row) => row.querySelector(".branch-name").textContent),
    ["circle, 4-2, tanh", "learning rate 0.1 from step 300", "with L2"],
  );
  tell({ branches: BRANCHES.slice(0, 1) });
  assert.deepEqual([byId("time-branches").textContent, rows().length], ["11 branch", 1]);
  assert.match(byId("branches").textContent, /Go back on the line and change a setting/);
});

test("the present branch is marked, also after going over to another", (t) => {
  const { rows, tell } = open(t);
  const here = () => rows().findIndex((row) => row.getAttribute("aria-current") === "true");
  assert.equal(here(), 0);
  tell({ current: 2, step: 700 });
  assert.equal(here(), 2);
});

test("news keep the focus where it is, and what somebody types", (t) => {
  const { rows, tell, document, click, press } = open(t);
  rows()[1].querySelector("[data-key=rename-1]").focus();
  tell({ step: 900 });
  assert.equal(document.activeElement.dataset.key, "rename-1");
  click(document.activeElement);
  const box = rows()[1].querySelector("input[type=text]");
  box.value = "half";
  tell({ step: 800 });
  assert.ok(box.isConnected);
  press(box, "Escape");
  assert.equal(rows()[1].querySelector("input[type=text]"), null);
});

test("where branches are compared a button closes the sheet and leads to their curves", (t) => {
  const { byId, document, click, store, window } = open(t);
  const button = document.querySelector(".branch-curves");
  assert.ok(button.hidden);
  const numbers = { step: [0, 5], train_loss: [1, 0.5], test_loss: [2, 1], train_accuracy: [0, 1], test_accuracy: [0, 1], marks: [] };
  store.dispatch({ type: "history", run: 0, branch: 1, ...numbers });
  store.dispatch({ type: "compare", branch: 1, isSet: true });
  assert.ok(!button.hidden);
  const shown = t.mock.method(window.HTMLElement.prototype, "scrollIntoView", () => undefined);
  byId("branches").showPopover();
  click(button);
  assert.deepEqual(
    shown.mock.calls.map((call) => call.this.id),
    ["loss-chart"],
  );
  assert.ok(!byId("branches").matches(":popover-open"));
});
