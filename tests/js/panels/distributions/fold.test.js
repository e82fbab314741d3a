import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { bindFold } from "../../../../static/js/panels/distributions/fold.js";
import { openPanels } from "../../dom.js";

test("the card opens by its line and by the view, and is filled once", async (t) => {
  const { context, store, byId, happen, view } = openPanels(t);
  t.mock.method(globalThis, "fetch", () => Promise.resolve({ json: () => ({}) }));
  bindFold(context);
  const [card, column, styles] = [byId("distributions"), byId("results"), byId("styles-figures")];
  assert.notEqual(styles.disabled, false);
  assert.deepEqual([card.open, column.classList.contains("with-distributions")], [false, false]);
  card.open = true;
  happen(card, "toggle");
  assert.equal(styles.disabled, false);
  assert.deepEqual([store.view.value.distributions, column.classList.contains("with-distributions")], [true, true]);
  await import("../../../../static/js/panels/distributions/distributions.js");
  await new Promise((resolve) => setImmediate(resolve));
  const { length } = byId("distributions-figures").querySelectorAll("svg");
  assert.equal(length, 6);
  view({ distributions: false });
  assert.deepEqual([card.open, column.classList.contains("with-distributions")], [false, false]);
  view({ distributions: true });
  assert.equal(byId("distributions-figures").querySelectorAll("svg").length, length);
});
