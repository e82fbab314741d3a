import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { nameOf } from "../../../../static/js/panels/network/description.js";
import { NEURON, openNetwork } from "./open.js";

test("a click pins, a second one lets go", (t) => {
  const { click, over, pinned, byId } = openNetwork(t);
  click("network", over(NEURON));
  assert.deepEqual([pinned(), byId("card").classList.contains("pinned")], [NEURON, true]);
  click("network", over(NEURON));
  assert.equal(pinned(), null);
});

test("arrow keys select, Enter pins, Escape lets go, and a screen reader hears the numbers", (t) => {
  const { press, hover, pinned, byId, context } = openNetwork(t);
  press("network", "ArrowDown");
  assert.deepEqual(hover(), { kind: "neuron", layer: 0, index: 0 });
  assert.ok(byId("network-spoken").textContent.startsWith(`${nameOf(hover(), context)}. ${words("mean.z")} +1.000`));
  press("network", "Enter");
  assert.deepEqual(pinned(), hover());
  press("network", "Escape");
  assert.deepEqual([hover(), pinned()], [null, null]);
});

test("E goes from a neuron to the first edge into it", (t) => {
  const { press, view, hover } = openNetwork(t);
  view({ hover: NEURON });
  press("network", "e");
  assert.deepEqual(hover(), { kind: "edge", layer: 0, row: 1, column: 0 });
  view({ hover: null, pinned: NEURON });
  press("network", "e");
  assert.deepEqual(hover(), { kind: "edge", layer: 0, row: 1, column: 0 });
});

test("keys that mean nothing here, and those of the browser, are left alone", (t) => {
  const { press, hover } = openNetwork(t);
  assert.deepEqual([press("network", "r"), press("network", "ArrowDown", { ctrlKey: true }), press("network", "ArrowDown")], [true, true, false]);
  assert.notEqual(hover(), null);
});

test("the selection by keys goes when the network loses the focus, that by pointer stays", (t) => {
  const { press, happen, point, over, hover } = openNetwork(t);
  press("network", "ArrowDown");
  happen("network", "blur");
  assert.equal(hover(), null);
  point("network", "pointermove", over(NEURON));
  happen("network", "blur");
  assert.deepEqual(hover(), NEURON);
});
