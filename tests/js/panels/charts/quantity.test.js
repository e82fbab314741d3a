import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { PAGE } from "../../../../static/js/base/page/page-data.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { bindQuantity, quantityOf } from "../../../../static/js/panels/charts/quantity.js";
import { openPanels } from "../../dom.js";
import { frameOf, networkOf, recurrentOf } from "../../examples.js";

function open(t) {
  const opened = openPanels(t);
  bindQuantity(opened.store);
  return opened;
}

test("delta is shown unless dW is chosen, and each is named", (t) => {
  const { store, choose, byId } = open(t);
  const label = () => byId("gradient-chart").getAttribute("aria-label");
  assert.deepEqual([store.view.value.quantity, label()], ["delta", words("chart.delta.keys")]);
  choose("quantity", "dW");
  assert.deepEqual([store.view.value.quantity, label()], ["dW", words("chart.dW.keys")]);
  choose("quantity", "delta");
  assert.equal(store.view.value.quantity, "delta");
});

test("the choice follows a link or a preset", (t) => {
  const { byId, view } = open(t);
  view({ quantity: "dW" });
  assert.equal(byId("quantity").querySelector("input:checked").value, "dW");
});

test("limits of one quantity are not kept for the other", (t) => {
  const { store, choose, view } = open(t);
  view({ axisLimits: { loss: [0, 1], gradient: [1e-9, 1] } });
  choose("quantity", "dW");
  assert.deepEqual(store.view.value.axisLimits, { loss: [0, 1], gradient: [null, null] });
});

test("smoothed curves are called so", (t) => {
  const { byId, view } = open(t);
  assert.equal(byId("gradient-legend").textContent, words("chart.legend.smoothed", { measure: words("chart.measure.delta") }));
  view({ layerSmoothing: 0 });
  assert.equal(byId("gradient-legend").textContent, words("chart.legend.exact", { measure: words("chart.measure.delta") }));
});

test("the curves of each quantity come from its section", (t) => {
  const { store } = open(t);
  for (const [i, quantity] of ["delta", "dW"].entries()) {
    store.takeFrame(frameOf({ [PAGE.layer_figures[quantity].section]: [[2], Float64Array.of(i, 5)] }, { step: 1 }));
    assert.deepEqual(store.layers[quantity].columns(), { steps: [1], series: [[i], [5]] });
  }
});

test("a network that is not dense has no delta of layers: dW is shown, and alone to choose", (t) => {
  const { store, byId } = open(t);
  const shown = () => [...byId("quantity").querySelectorAll("label")].filter(({ hidden }) => !hidden).map((label) => label.querySelector("input").value);
  store.dispatch({ type: "network", ...recurrentOf(2, 3) });
  assert.deepEqual([quantityOf(store.state.value), shown(), byId("quantity").querySelector("input:checked").value], ["dW", ["dW"], "dW"]);
  store.dispatch({ type: "network", ...networkOf(2, 1) });
  assert.deepEqual([quantityOf(store.state.value), shown()], ["delta", ["delta", "dW"]]);
});
