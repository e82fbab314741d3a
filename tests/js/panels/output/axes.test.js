import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { bindAxes } from "../../../../static/js/panels/output/axes.js";
import { openPanels } from "../../dom.js";
import { CIRCLE } from "../../examples.js";

const AXES = ["petal_length", "petal_width", "sepal_length"];

function open(t, axis_choices = AXES) {
  const opened = openPanels(t, { welcome: { data: { ...CIRCLE, axis_choices } } });
  bindAxes(opened.context);
  return opened;
}

test("with three inputs or more two can be chosen, under the names that people read", (t) => {
  const { byId, page } = open(t);
  assert.equal(byId("axes").hidden, false);
  const options = [...byId("axis-up").options];
  assert.deepEqual(
    options.map(({ value }) => value),
    AXES,
  );
  assert.deepEqual(
    options.map(({ textContent }) => textContent),
    AXES.map((name) => page.labels.features?.[name] ?? name.replaceAll("_", " ")),
  );
});

test("with two inputs there is nothing to choose", (t) => {
  assert.equal(open(t, []).byId("axes").hidden, true);
});

test("the axes of the experiment are shown, by default the first two inputs", (t) => {
  const { byId, store } = open(t);
  const shown = () => [byId("axis-across").value, byId("axis-up").value];
  assert.deepEqual(shown(), ["petal_length", "petal_width"]);
  store.dispatch({ type: "pending", fields: { axes: ["sepal_length", "petal_length"] } });
  assert.deepEqual(shown(), ["sepal_length", "petal_length"]);
});

test("the other axis stays, unless both would be the same: then they swap", (t) => {
  const { change, asked } = open(t);
  change("axis-up", "sepal_length");
  change("axis-across", "petal_width");
  assert.deepEqual(asked, [
    ["set", { axes: ["petal_length", "sepal_length"] }],
    ["set", { axes: ["petal_width", "petal_length"] }],
  ]);
});
