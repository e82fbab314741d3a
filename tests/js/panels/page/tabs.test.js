import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { bindTabs } from "../../../../static/js/panels/page/tabs.js";
import { openPanels } from "../../dom.js";
import { twinOf } from "../../examples.js";

test("the chosen view is shown, and asks nothing of the server", (t) => {
  const { context, choose, store, asked, document } = openPanels(t);
  bindTabs(context);
  assert.equal(document.body.dataset.tab, "train");
  choose("tab", "twins");
  assert.deepEqual([store.view.value.tab, document.body.dataset.tab, asked], ["twins", "twins", []]);
});

test("the page shows whether there is a twin", (t) => {
  const { context, store, document } = openPanels(t);
  bindTabs(context);
  assert.equal(document.body.dataset.twin, "false");
  store.dispatch(twinOf());
  assert.equal(document.body.dataset.twin, "true");
});

test("the view of one step pauses the run; the others do not", (t) => {
  const { context, choose, store, asked } = openPanels(t, { welcome: { running: true } });
  bindTabs(context);
  choose("tab", "twins");
  assert.deepEqual(asked, []);
  choose("tab", "inside");
  assert.deepEqual(asked, [["pause"]]);
  choose("tab", "train");
  assert.deepEqual([store.view.value.tab, asked], ["train", [["pause"]]]);
});
