import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { makeBranchRow } from "../../../../../static/js/panels/time/branches/branch-row.js";
import { frameOf } from "../../../examples.js";
import { BRANCHES } from "../strip-page.js";
import { openList } from "./list-page.js";

function open(t, index = 1) {
  const opened = openList(t);
  const row = makeBranchRow(BRANCHES[index], opened.parts);
  opened.document.body.append(row);
  return { ...opened, row, key: (name) => row.querySelector(`[data-key=${name}-${BRANCHES[index].id}]`) };
}

test("it tells the steps of the branch and its loss", (t) => {
  const { row } = open(t);
  assert.equal(row.querySelector(".branch-figures").textContent, "steps 300 to 900loss 0.01000");
});

test("the present branch moves along, and can neither be left nor deleted", (t) => {
  const { row, key, store } = open(t, 0);
  assert.equal(row.querySelector(".branch-steps").textContent, "1\u2009000 steps");
  store.takeFrame(frameOf({}, { step: 1200, trainLoss: 0.25 }));
  assert.equal(row.querySelector(".branch-figures").textContent, "1\u2009200 stepsloss 0.2500");
  assert.deepEqual([key("switch"), key("compare"), key("delete").disabled], [null, null, true]);
});

test("its name leads there", (t) => {
  const { click, key, sought } = open(t);
  click(key("switch"));
  assert.deepEqual(sought(), [{ step: 900, branch: 1 }]);
});

test("its box shows its curve, with the sign that it has there", (t) => {
  const { row, key, store, colors } = open(t);
  key("compare").click();
  assert.deepEqual([store.timeline.compared.value, row.querySelector("i").textContent], [[1], "■"]);
  assert.equal(row.querySelector("i").style.getPropertyValue("--tone"), colors.value.get(1));
  key("compare").click();
  assert.deepEqual([store.timeline.compared.value, row.querySelector("i").textContent], [[], ""]);
});

test("it is deleted, with an edit that can be undone", (t) => {
  const { click, key, edits, asked } = open(t);
  click(key("delete"));
  assert.deepEqual(edits(), [{ type: "branch", action: "delete", branch: 1 }]);
  assert.equal(asked.at(-1)[1].before.action, "undelete");
});

test("it is renamed by Enter and by leaving the box, an empty name gives the composed one back", (t) => {
  const { click, key, row, press, happen, edits } = open(t, 2);
  const rename = (name, end) => {
    click(key("rename"));
    const box = row.querySelector("input[type=text]");
    assert.equal(box.value, "with L2");
    box.value = name;
    end(box);
  };
  rename("best", (box) => press(box, "Enter"));
  rename(" ", (box) => happen(box, "blur"));
  rename("other", (box) => press(box, "Escape"));
  rename("with L2", (box) => press(box, "Enter"));
  assert.deepEqual(
    edits().map(({ name }) => name),
    ["best", null],
  );
});

test("an observer compares, but changes nothing", (t) => {
  const opened = openList(t);
  opened.store.dispatch({ ...opened.store.state.value, type: "welcome", observer_key: null, resumed: true });
  opened.tell();
  const row = makeBranchRow(BRANCHES[1], opened.parts);
  assert.deepEqual([row.querySelectorAll("button").length, row.querySelector("button").disabled, row.querySelectorAll("input").length], [1, true, 1]);
});
