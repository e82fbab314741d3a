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
