import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { observerKeyOf } from "../../../../static/js/panels/share/fragment.js";
import { bindObservers } from "../../../../static/js/panels/share/observers.js";
import { openPanels } from "../../dom.js";
import { haveLater } from "../../later.js";

const KEY = "abcdefghij_KLMNOP-123";

function open(t, options) {
  const opened = openPanels(t, options);
  bindObservers(opened.context);
  return opened;
}

/** Opens a page whose server others reach at these addresses; presses the button. */
async function invite(t, { url, addresses }) {
  const opened = open(t, { url, welcome: { observer_key: KEY } });
  if (addresses !== undefined) opened.document.body.dataset.addresses = addresses;
  const copied = [];
  Object.defineProperty(opened.window.navigator, "clipboard", { value: { writeText: async (text) => void copied.push(text) }, configurable: true });
  haveLater(opened);
  opened.click("invite");
  while (!opened.document.getElementById("invite-sheet")) await opened.settle();
  await opened.settle();
  return { ...opened, copied, message: opened.store.state.value.message };
}

test("the button copies a link with the observers' key in place of the settings, and shows it", async (t) => {
  const { byId, copied, message } = await invite(t, { url: "http://a.test/?hide=help&autoplay=0#v=1&seed=3" });
  assert.deepEqual(copied, [`http://a.test/?hide=help#look=${KEY}`]);
  assert.equal(observerKeyOf(new URL(copied[0]).hash), KEY);
  assert.equal(message, words("observe.copied"));
  assert.deepEqual([byId("invite-sheet").matches(":popover-open"), byId("invite-link").value], [true, copied[0]]);
});

test("a page on the server's own computer gives the address that others have for it", async (t) => {
  const { copied, message } = await invite(t, { url: "http://127.0.0.1:8000/", addresses: "http://10.0.0.7:8000" });
  assert.deepEqual([copied, message], [[`http://10.0.0.7:8000/#look=${KEY}`], words("observe.copied")]);
});

test("a link that no other computer can open says so", async (t) => {
  const { copied, message } = await invite(t, { url: "http://127.0.0.1:8000/", addresses: "" });
  assert.deepEqual([copied, message], [[`http://127.0.0.1:8000/#look=${KEY}`], words("observe.copied.here")]);
});

test("while the connection is lost nobody can be invited", (t) => {
  const { store, byId } = open(t, { welcome: { observer_key: KEY } });
  assert.equal(byId("invite").disabled, false);
  store.dispatch({ type: "connection", connection: "reconnecting", reason: "" });
  assert.equal(byId("invite").disabled, true);
});

test("before the welcome there is no link to copy", (t) => {
  assert.equal(open(t, { welcome: null }).byId("invite").disabled, true);
});

test("an observer cannot use what only the controller may", (t) => {
  const { document, byId } = open(t, { welcome: { observer_key: null } });
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
  assert.equal(byId("observers").hidden, true);
  store.dispatch({ type: "audience", observers: 2 });
  assert.deepEqual([byId("observers").hidden, byId("observers").textContent], [false, words("observe.count", { n: 2 })]);
});
