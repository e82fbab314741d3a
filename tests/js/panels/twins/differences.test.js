import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { bindDifferences } from "../../../../static/js/panels/twins/differences.js";
import { openPanels } from "../../dom.js";
import { networkOf, twinOf } from "../../examples.js";

function open(t) {
  const opened = openPanels(t);
  bindDifferences(opened.context);
  opened.store.dispatch(twinOf({ experiment: { ...opened.page.defaults, activation: "relu" } }));
  const rows = () => [...opened.byId("difference-rows").children].map((row) => [...row.children].map(({ textContent }) => textContent));
  return { ...opened, rows };
}

test("the table has the fields that differ, with both values, and says that all else is the same", (t) => {
  const { rows, store, byId } = open(t);
  assert.deepEqual(rows(), [
    ["activation", "tanh", "ReLU", "×"],
    ["all else", "the same"],
  ]);
  assert.equal(byId("first-difference").textContent, "The weights differ since step 1");
  store.dispatch(twinOf({ differences: {}, first_difference: null }));
  assert.deepEqual(rows(), [["everything", "the same"]]);
  assert.match(byId("first-difference").textContent, /equal so far/);
  store.dispatch(twinOf({ network: networkOf(2, 3, 1), first_difference: null }));
  assert.equal(byId("first-difference").textContent, "");
  assert.deepEqual(rows().at(-2), ["weights and biases", "25", "13", ""]);
  store.dispatch(twinOf({ network: { ...networkOf(2, 3, 1), n_parameters: 25 }, first_difference: null }));
  assert.match(byId("first-difference").textContent, /different shapes/);
});

test("a difference can be taken back, field by field", (t) => {
  const { byId, click, asked } = open(t);
  click(byId("difference-rows").querySelector("button"));
  assert.deepEqual(asked, [["setTwin", { activation: "tanh" }]]);
});

test("the twin can be swapped, promoted and dropped", (t) => {
  const { click, asked } = open(t);
  for (const id of ["twin-swap", "twin-promote", "twin-drop"]) click(id);
  assert.deepEqual(asked, [["swapTwin"], ["promoteTwin"], ["dropTwin"]]);
});

test("any setting of the twin can be changed; the box begins with the first that differs", (t) => {
  const { byId, click, change, asked, store } = open(t);
  byId("change-twin").showPopover();
  click("change-open");
  assert.deepEqual([byId("change-field").value, byId("change-value").firstElementChild.value], ["activation", "relu"]);
  change("change-field", "learning_rate");
  byId("change-value").firstElementChild.value = "0.3";
  click("change-use");
  assert.deepEqual([asked, byId("change-twin").matches(":popover-open")], [[["setTwin", { learning_rate: 0.3 }]], false]);
  byId("change-value").firstElementChild.value = "much";
  click("change-use");
  assert.equal(store.state.value.tone, "error");
});
