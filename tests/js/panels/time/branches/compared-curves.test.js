import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { followCompared } from "../../../../../static/js/panels/time/branches/compared-curves.js";
import { BRANCHES } from "../strip-page.js";
import { openList } from "./list-page.js";

function open(t) {
  const opened = openList(t);
  opened.answersTo.branch = () => ({});
  followCompared(opened.parts);
  const compare = (branch, isSet = true) => opened.store.dispatch({ type: "compare", branch, isSet });
  const wanted = () => opened.asked.filter(([name]) => name === "ask").map(([, { action, branch }]) => `${action} ${branch}`);
  return { ...opened, compare, wanted };
}

test("curves are asked for once, and again when the branch has more steps or is chosen anew", (t) => {
  const { compare, wanted, tell } = open(t);
  compare(1);
  tell();
  compare(2);
  assert.deepEqual(wanted(), ["curves 1", "curves 2"]);
  tell({ branches: BRANCHES.map((branch) => (branch.id === 1 ? { ...branch, end: 950 } : branch)) });
  compare(2, false);
  compare(2);
  assert.deepEqual(wanted(), ["curves 1", "curves 2", "curves 1", "curves 2"]);
});

test("those of the present branch are there already", (t) => {
  const { compare, wanted } = open(t);
  compare(0);
  assert.deepEqual(wanted(), []);
});

test("a refusal is asked again later", async (t) => {
  const { compare, wanted, answersTo, settle, tell } = open(t);
  answersTo.branch = () => Promise.reject(new Error("gone"));
  compare(1);
  await settle();
  tell();
  assert.deepEqual(wanted(), ["curves 1", "curves 1"]);
});
