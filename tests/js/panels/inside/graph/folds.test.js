import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { signal } from "@preact/signals-core";
import { bindFolds } from "../../../../../static/js/panels/inside/graph/folds.js";
import { openPanels } from "../../../dom.js";
import { graphOf, stepsOf } from "./graphs.js";

function bound(t, first) {
  const { document, click, happen } = openPanels(t);
  const root = document.createElement("div");
  document.body.append(root);
  const [graph, open] = [signal(first), signal([])];
  bindFolds(root, graph, open);
  const button = (text) => [...root.querySelectorAll("button")].find((each) => each.textContent === text);
  const slide = (value) => {
    const input = root.querySelector("input");
    input.value = value;
    happen(input, "input");
  };
  return { root, graph, open, button, click, slide };
}

test("a button opens a layer and folds it again", (t) => {
  const { root, graph, open, button, click } = bound(t, graphOf());
  click(button("output"));
  assert.deepEqual(open.value, [2]);
  graph.value = graphOf({ open: [2] });
  assert.equal(button("output").getAttribute("aria-pressed"), "true");
  assert.equal(button("output").getAttribute("aria-label"), "Show the operations of output");
  click(button("layer 1"));
  assert.deepEqual(open.value, [2, 0]);
  graph.value = graphOf({ open: [2, 0] });
  click(button("output"));
  assert.deepEqual(open.value, [0]);
  click(root.querySelector("span"));
  assert.deepEqual(open.value, [0]);
});

test("many layers have buttons with their numbers alone", (t) => {
  const groups = Array.from({ length: 7 }, (_, i) => ({ name: i < 6 ? "layer" : "output", first: i, last: i }));
  const { root } = bound(t, graphOf({ groups }));
  assert.deepEqual(
    [...root.querySelectorAll("button")].map((each) => each.textContent),
    ["1", "2", "3", "4", "5", "6", "output"],
  );
});

test("a slider opens one of the time steps that do the same, or none", (t) => {
  const { root, graph, open, slide, button, click } = bound(t, stepsOf());
  const text = () => root.querySelector("output").textContent;
  assert.equal(text(), "none of 50 time steps");
  slide("23");
  assert.deepEqual(open.value, [22]);
  graph.value = stepsOf({ open: [22] });
  assert.equal(text(), "time step 23");
  assert.equal(root.querySelector("input").getAttribute("aria-valuetext"), "time step 23");
  click(button("output"));
  slide("24");
  assert.deepEqual(open.value, [50, 23]);
  slide("0");
  assert.deepEqual(open.value, [50]);
  assert.equal(text(), "none of 50 time steps");
});

test("what another network does not have is forgotten", (t) => {
  const { graph, open } = bound(t, stepsOf());
  open.value = [22, 50];
  graph.value = graphOf();
  assert.deepEqual(open.value, []);
  graph.value = null;
  assert.deepEqual(open.value, []);
});
