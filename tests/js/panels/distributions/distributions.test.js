import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { bindDistributions } from "../../../../static/js/panels/distributions/distributions.js";
import { distributionFrame } from "../../distribution-frame.js";
import { openPanels } from "../../dom.js";
import { frameOf, networkOf, twinOf } from "../../examples.js";

/** Opens the card of a network with 4 and 2 hidden units. */
function opened(t) {
  const page = openPanels(t, { welcome: { network: networkOf(2, 4, 2, 1) } });
  page.view({ distributions: true });
  bindDistributions(page.context);
  const names = () => [...page.byId("distributions-layer").options].map(({ textContent }) => textContent);
  const shown = (frame) => {
    page.store.takeFrame(frame);
    page.after(100);
    return page.byId("distributions-scope").textContent;
  };
  return { ...page, names, shown, select: page.byId("distributions-layer") };
}

test("every layer can be chosen", (t) => {
  const { names, select, change, store } = opened(t);
  assert.deepEqual(names(), ["layer 1", "layer 2", "output"]);
  change(select, "0:2");
  assert.equal(store.view.value.distributionLayer, 2);
});

test("a pinned neuron is shown by its name; a chosen layer unpins it", (t) => {
  const { names, select, change, store, view } = opened(t);
  view({ pinned: { kind: "neuron", layer: 1, index: 0 } });
  assert.equal(names()[0], words("unit.heading", { n: 1, layer: "layer 2" }));
  assert.equal(select.value, "0:pinned");
  change(select, "0:pinned");
  assert.ok(store.view.value.pinned);
  change(select, "0:0");
  assert.equal(store.view.value.pinned, null);
  assert.deepEqual(names(), ["layer 1", "layer 2", "output"]);
  const edge = { kind: "edge", layer: 0, row: 0, column: 1 };
  view({ pinned: edge });
  change(select, "0:1");
  assert.deepEqual(store.view.value.pinned, edge);
});

test("the card says of how many numbers it is, and of which step", (t) => {
  const { shown } = opened(t);
  const units = words("distributions.units", { n: 4 });
  const whole = distributionFrame({ z: { 33: 40 }, step: 12 });
  assert.equal(shown(whole), words("distributions.scope", { units, samples: words("distributions.samples", { n: 10 }), step: "12" }));
  const part = distributionFrame({ z: { 33: 40 }, scope: [30, 10, -1, 1], step: 13 });
  assert.equal(shown(part), words("distributions.scope", { units, samples: words("distributions.part", { n: 10, all: 30 }), step: "13" }));
});

test("with a twin the layers of both can be chosen, and its numbers are shown", (t) => {
  const { names, select, change, shown, store } = opened(t);
  store.dispatch(twinOf({ network: networkOf(2, 3, 1) }));
  assert.deepEqual(names(), ["A, layer 1", "A, layer 2", "A, output", "B, layer 1", "B, output"]);
  assert.equal(select.value, "0:0");
  change(select, "1:0");
  assert.deepEqual([store.view.value.distributionRun, select.value], [1, "1:0"]);
  const twin = distributionFrame({ z: { 33: 30 }, step: 3 });
  const units = words("distributions.units", { n: 3 });
  const scope = words("distributions.scope", { units, samples: words("distributions.samples", { n: 10 }), step: "3" });
  assert.equal(shown({ ...distributionFrame({ z: { 33: 40 }, step: 3 }), twin }), scope);
});

test("without a step it says so, and a frame without the layer changes nothing", (t) => {
  const { shown, view } = opened(t);
  const empty = { z: null, a: null, delta: null, W: null, dW: null, ratio: null };
  assert.equal(shown(distributionFrame(empty)), words("distributions.no_step"));
  const before = shown(distributionFrame({ z: { 33: 40 } }));
  assert.equal(shown(frameOf({})), before);
  view({ distributions: false });
  assert.equal(shown(distributionFrame(empty)), before);
});
