import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "@preact/signals-core";
import "../../english.js";
import { bindTwins } from "../../../../static/js/panels/twins/twins.js";
import { networkShape } from "../../../../static/js/scene/network/network.js";
import { factorsOf } from "../../../../static/js/stage/gradient-strip.js";
import { createPictureStore, createTwinStore } from "../../../../static/js/state/store/twin-store.js";
import { openPanels } from "../../dom.js";
import { frameOf, networkOf, twinOf } from "../../examples.js";

const STRIPS = [0, 1].map(() => ({ factors: signal(factorsOf(null)), selected: signal(null) }));
const UNIT = { kind: "neuron", layer: 0, index: 1 };

test("a neuron of the twin shows its own numbers in a card, and cannot be edited", (t) => {
  const { context, store, byId, point, after, view } = openPanels(t, { welcome: { network: networkOf(2, 3, 1) } });
  store.dispatch(twinOf({ network: networkOf(2, 3, 1) }));
  const twin = createTwinStore(store);
  const shape = signal(networkShape(networkOf(2, 3, 1), 700, 160, 13, undefined, [], true));
  bindTwins(context, { ...context, store: twin, shape }, createPictureStore(store, twin), STRIPS);
  const numbers = (z) => frameOf({ "z.0": [[3], [0, z, 0]] });
  store.takeFrame({ ...numbers(1), twin: numbers(5) });
  const { x, y } = shape.value.nodes.find(({ kind, layer, index }) => kind === "neuron" && layer === 0 && index === 1);
  point("twin-network", "pointermove", { clientX: x, clientY: y });
  after(200);
  assert.deepEqual(store.view.value.hover, UNIT);
  assert.match(byId("twin-card").textContent, /\+5\.000/);
  view({ pinned: UNIT });
  assert.equal(byId("twin-card").querySelectorAll("input").length, 0);
});
