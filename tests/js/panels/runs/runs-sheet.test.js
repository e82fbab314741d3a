import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { runToOpen } from "../../../../static/js/net/saved-run.js";
import { RunsSheet } from "../../../../static/js/panels/runs/runs-sheet.js";
import { openPanels } from "../../dom.js";
import { haveLater } from "../../later.js";
import { runOf } from "./saved.js";

async function open(t, { runs = [runOf({ id: "a", name: "first" }), runOf({ id: "b", name: "second" })], current = "a" } = {}) {
  const opened = openPanels(t);
  haveLater(opened);
  const asked = [];
  let answer = { runs, current };
  let reloads = 0;
  const ask = (request) => {
    asked.push(request);
    if (answer instanceof Error) return Promise.reject(answer);
    return Promise.resolve(answer);
  };
  const reload = () => {
    reloads += 1;
  };
  const sheet = new RunsSheet({ ...opened.context, ask }, reload);
  await sheet.open();
  const titles = () => [...opened.byId("runs-list").querySelectorAll("h3")].map((each) => each.textContent);
  const button = (run, key) => opened.document.querySelector(`[data-run=${run}] [data-do=${key}]`);
  const answerWith = (next) => {
    answer = next;
  };
  return { ...opened, sheet, asked, titles, button, answerWith, reloads: () => reloads };
}

test("it lists the runs, and finds some", async (t) => {
  const { titles, enter, byId } = await open(t);
  assert.ok(byId("runs-sheet").matches(":popover-open"));
  assert.deepEqual(titles(), ["first", "second"]);
  assert.equal(byId("runs-note").hidden, true);
  enter("runs-search", "sec");
  assert.deepEqual(titles(), ["second"]);
  enter("runs-search", "third");
  assert.deepEqual(titles(), []);
  assert.match(byId("runs-note").textContent, /No run has these words/);
});

test("an empty list says how a run comes into it", async (t) => {
  const { byId } = await open(t, { runs: [], current: null });
  assert.match(byId("runs-note").textContent, /No run has been saved yet/);
});

test("a run is opened by loading the page again", async (t) => {
  const { click, button, reloads } = await open(t);
  click(button("b", "open"));
  assert.deepEqual([runToOpen(), reloads()], ["b", 1]);
});

test("what is deleted can be brought back", async (t) => {
  const { click, button, byId, asked, answerWith, titles, settle } = await open(t);
  answerWith({ runs: [runOf({ id: "a", name: "first" })], current: "a" });
  click(button("b", "delete"));
  await settle();
  assert.deepEqual(asked.at(-1), { type: "runs", action: "delete", run: "b" });
  assert.equal(byId("runs-status").textContent, "Deleted second");
  assert.equal(byId("runs-undo").hidden, false);
  answerWith({ runs: [runOf({ id: "a", name: "first" }), runOf({ id: "b", name: "second" })], current: "a" });
  click("runs-undo");
  await settle();
  assert.deepEqual(asked.at(-1), { type: "runs", action: "undelete", run: "b" });
  assert.deepEqual(titles(), ["first", "second"]);
  assert.equal(byId("runs-undo").hidden, true);
});

test("a copy has a name of its own, of 64 characters at most", async (t) => {
  const { click, button, asked, settle } = await open(t, { runs: [runOf({ id: "a", name: "n".repeat(64) })], current: null });
  click(button("a", "duplicate"));
  await settle();
  const { action, run, name } = asked.at(-1);
  assert.deepEqual([action, run, name.length], ["duplicate", "a", 64]);
});

test("a new name is sent", async (t) => {
  const opened = await open(t);
  opened.click(opened.button("a", "rename"));
  const box = opened.document.querySelector("[data-run=a] input");
  opened.enter(box, "third");
  opened.press(box, "Enter");
  await opened.settle();
  assert.deepEqual(opened.asked.at(-1), { type: "runs", action: "rename", run: "a", name: "third" });
  assert.equal(opened.byId("runs-status").textContent, "The run is now called third");
});

test("a refusal stands in the sheet, and the list stays", async (t) => {
  const { click, button, byId, answerWith, titles, settle } = await open(t);
  answerWith(new Error("This saved run no longer exists"));
  click(button("b", "delete"));
  await settle();
  assert.equal(byId("runs-status").textContent, "This saved run no longer exists");
  assert.deepEqual(titles(), ["first", "second"]);
});

test("it closes", async (t) => {
  const { byId, click } = await open(t);
  click(byId("runs-sheet").querySelector(".runs-end .quiet"));
  assert.ok(!byId("runs-sheet").matches(":popover-open"));
});
