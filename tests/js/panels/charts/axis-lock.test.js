import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { bindLock } from "../../../../static/js/panels/charts/axis-lock.js";
import { openPanels } from "../../dom.js";

function open(t, name = "gradient") {
  const opened = openPanels(t);
  const { store, byId } = opened;
  bindLock(store, name, { axisLimits: [1e-8, 0.5] });
  return { ...opened, axisLimits: () => store.view.value.axisLimits[name], text: () => byId(`${name}-lock`).textContent };
}

test("the button holds the axis as it is, and sets it free", (t) => {
  const { click, axisLimits, text, store, byId } = open(t);
  assert.equal(text(), words("chart.lock"));
  click("gradient-lock");
  assert.deepEqual([axisLimits(), text()], [[1e-8, 0.5], words("chart.unlock")]);
  assert.deepEqual(store.view.value.axisLimits.loss, [null, null], "the other axis is as before");
  assert.equal(byId("gradient-lock").getAttribute("aria-label"), words("chart.unlock.gradient"));
  click("gradient-lock");
  assert.deepEqual([axisLimits(), text()], [[null, null], words("chart.lock")]);
});

test("a double click sets a held axis free, and does nothing to a free one", (t) => {
  const { click, happen, axisLimits, view, store } = open(t);
  click("gradient-lock");
  happen("gradient-chart", "dblclick");
  assert.deepEqual(axisLimits(), [null, null]);
  view({ axisLimits: { ...store.view.value.axisLimits, gradient: [1e-3, null] } });
  happen("gradient-chart", "dblclick");
  assert.deepEqual(axisLimits(), [1e-3, null], "one typed end does not hold the axis");
});

test("the axis of the accuracy is always held", (t) => {
  const { byId, view } = open(t, "loss");
  assert.equal(byId("loss-lock").hidden, false);
  view({ curve: "accuracy" });
  assert.equal(byId("loss-lock").hidden, true);
});
