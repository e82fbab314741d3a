import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { observerKeyOf } from "../../../../static/js/panels/share/fragment.js";
import { bindObservers } from "../../../../static/js/panels/share/observers.js";
import { openPanels } from "../../dom.js";

const KEY = "abcdefghij_KLMNOP-123";

function open(t, options) {
  const opened = openPanels(t, options);
  bindObservers(opened.context);
  return opened;
}

test("the button copies a link with the observers' key in place of the settings", async (t) => {
  const { click, window, settle, store } = open(t, { url: "http://localhost/?hide=help#v=1&seed=3", welcome: { look_key: KEY } });
  const copied = [];
  Object.defineProperty(window.navigator, "clipboard", { value: { writeText: async (text) => void copied.push(text) }, configurable: true });
  click("invite");
  await settle();
  assert.deepEqual(copied, [`http://localhost/?hide=help#look=${KEY}`]);
  assert.equal(observerKeyOf(new URL(copied[0]).hash), KEY);
  assert.equal(store.state.value.message, words("looking.copied"));
});

test("before the welcome there is no link to copy", (t) => {
  assert.equal(open(t, { welcome: null }).byId("invite").disabled, true);
});

test("an observer cannot use what only the controller may", (t) => {
  const { document, byId } = open(t, { welcome: { look_key: null } });
  const parts = [...document.querySelectorAll("[data-controller-only]")];
  assert.ok(parts.length > 4 && parts.every(({ inert }) => inert));
  assert.ok(byId("play").closest("[inert]") && byId("dataset").closest("[inert]") && !byId("copy-link").closest("[inert]"));
  assert.deepEqual([document.body.dataset.observer, byId("invite").disabled], ["true", true]);
});

test("the controller can use everything", (t) => {
  const { document } = open(t);
  assert.equal(document.querySelectorAll("[inert]").length, 0);
});

test("the number of observers is shown while there are any", (t) => {
  const { store, byId } = open(t);
  assert.equal(byId("onlookers").hidden, true);
  store.dispatch({ type: "audience", onlookers: 2 });
  assert.deepEqual([byId("onlookers").hidden, byId("onlookers").textContent], [false, words("looking.count", { n: 2 })]);
});
