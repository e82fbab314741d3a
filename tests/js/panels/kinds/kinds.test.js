import assert from "node:assert/strict";
import { test } from "node:test";
import { computed } from "@preact/signals-core";
import "../../english.js";
import { bindKinds } from "../../../../static/js/panels/kinds/kinds.js";
import { createTwinStore } from "../../../../static/js/state/store/twin-store.js";
import { openPanels } from "../../dom.js";
import { frameOf, networkOf, recurrentOf, twinOf } from "../../examples.js";

/** Opens the page with a picture that records what it is called with. */
async function open(t, kinds = ["rnn", "attention"]) {
  const opened = openPanels(t, { welcome: { network: recurrentOf(2, 3) } });
  const { context, store, byId } = opened;
  const twin = createTwinStore(store);
  const made = [];
  const drawn = [];
  const bindFake = (kind) => (given, elements, run) => {
    made.push({ kind, ...given, elements, run });
    return {
      resize: () => undefined,
      draw: () => void drawn.push([kind, run]) ?? true,
      invalidators: [],
      wants: computed(() => ({ nodes: [kind, given.store.view.value.nodeLens], sections: ["node_value"] })),
    };
  };
  const added = [];
  const place = (of, beside, id) => ({ context: { ...context, store: of }, beside, box: byId(`${id}-box`), spoken: byId("network-spoken") });
  const places = [place(store, twin, "network"), place(twin, store, "twin-network")];
  bindKinds((box, renderer) => void added.push({ box, renderer }), places, Object.fromEntries(kinds.map((kind) => [kind, async () => bindFake(kind)])));
  await null;
  return { ...opened, twin, made, added, drawn };
}

const network = (kind) => ({ type: "network", ...recurrentOf(2, 3), kind });

test("a kind's picture is made once, in the place of the network, and is drawn by the stage", async (t) => {
  const { made, added, byId, drawn } = await open(t);
  assert.equal(made.length, 1);
  assert.equal(byId("network-box").classList.contains("has-picture"), true);
  assert.equal(added[0].box.parentElement, byId("network-box"));
  assert.deepEqual([added[0].box, added[0].box.hidden], [made[0].elements.box, false]);
  assert.equal(added[0].renderer.draw(), true);
  assert.deepEqual(drawn, [["rnn", 0]]);
});

test("it sees the network and its frames while it is on screen, and none while another kind is", async (t) => {
  const { made, added, store, drawn, byId } = await open(t);
  store.takeFrame(frameOf({}));
  const [{ store: own }] = made;
  assert.deepEqual([own.state.value.network.kind, own.frame.value.step], ["rnn", 0]);
  store.dispatch(network("attention"));
  await null;
  assert.deepEqual([own.state.value.network, own.frame.value, made.length], [null, null, 2]);
  assert.deepEqual([added[0].box.hidden, added[1].box.hidden], [true, false]);
  assert.deepEqual([added[0].renderer.draw(), drawn], [false, []]);
  store.dispatch({ type: "network", ...networkOf(2, 1) });
  assert.deepEqual([added[1].box.hidden, byId("network-box").classList.contains("has-picture")], [true, false]);
  store.dispatch(network("rnn"));
  await null;
  assert.deepEqual([added[0].box.hidden, made.length], [false, 2]);
});

test("frames are asked for what the pictures on screen need, of both networks", async (t) => {
  const { store, view } = await open(t);
  const watched = () => store.state.value.watched;
  assert.deepEqual(watched(), { nodes: ["rnn", "a"], sections: ["node_value"] });
  view({ nodeLens: "delta" });
  assert.deepEqual(watched().nodes, ["rnn", "delta"]);
  store.dispatch(twinOf({ network: { ...recurrentOf(2, 3), kind: "attention" } }));
  await null;
  assert.deepEqual(watched().nodes, ["rnn", "delta", "attention"]);
  store.dispatch({ type: "network", ...networkOf(2, 1) });
  assert.deepEqual(watched().nodes, ["attention", "delta"]);
  store.dispatch(twinOf(null));
  assert.deepEqual(watched(), { nodes: [], sections: [] });
});

test("the twin's picture is in its own box, with the run beside it", async (t) => {
  const { store, twin, made, byId } = await open(t);
  store.dispatch(twinOf({ network: recurrentOf(2, 3) }));
  await null;
  const [run, other] = made;
  assert.deepEqual([run.run, other.run], [0, 1]);
  assert.deepEqual([run.elements.beside, other.elements.beside], [twin, store]);
  assert.equal(other.elements.box.parentElement, byId("twin-network-box"));
});
