import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { addKindChoice, bindPictures } from "../../../../static/js/panels/kinds/loading.js";
import { createTwinStore } from "../../../../static/js/state/store/twin-store.js";
import { openPanels } from "../../dom.js";
import { recurrentOf, twinOf } from "../../examples.js";
import { haveLater } from "../../later.js";

const loaded = () => new Promise((resolve) => setImmediate(resolve));

test("pictures are loaded once, when a network of one of both is not dense", async (t) => {
  const opened = openPanels(t);
  haveLater(opened);
  const { context, store, byId } = opened;
  const drawn = [];
  bindPictures((box) => void drawn.push(box), context, { ...context, store: createTwinStore(store) });
  for (let i = 0; i < 5; i += 1) await loaded();
  assert.deepEqual([drawn.length, store.state.value.watched.nodes], [0, []]);
  store.dispatch(twinOf({ network: recurrentOf(2, 3) }));
  store.dispatch({ type: "network", ...recurrentOf(2, 3) });
  for (let i = 0; i < 200 && drawn.length < 2; i += 1) await loaded();
  assert.deepEqual(drawn.map((box) => box.parentElement).sort(), [byId("network-box"), byId("twin-network-box")].sort());
});

test("the choice of the kind works once it is loaded", async (t) => {
  const opened = openPanels(t);
  haveLater(opened);
  await addKindChoice(opened.context);
  opened.change("kind", "lstm");
  assert.equal(opened.asked[0][1].network, "lstm");
});
