import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "@preact/signals-core";
import "../../english.js";
import { listed, t as words } from "../../../../static/js/base/words/i18n.js";
import { bindShare, offerLink } from "../../../../static/js/panels/share/share.js";
import { openPanels } from "../../dom.js";
import { haveLater } from "../../later.js";

function open(t, { fragment = "", experiment = {}, url = "http://a.test/", copies = true, addresses = null, isWelcome = true } = {}) {
  const opened = openPanels(t, { url, welcome: isWelcome ? { experiment } : null });
  if (addresses !== null) opened.document.body.dataset.addresses = addresses;
  const copied = [];
  const clipboard = { writeText: async (text) => (copies ? void copied.push(text) : Promise.reject(new Error("not allowed"))) };
  Object.defineProperty(opened.window.navigator, "clipboard", { value: clipboard, configurable: true });
  const schema = { experiment: opened.page.defaults, view: {}, choices: {}, ranges: {}, presets: [] };
  bindShare(opened.context, { fragment: signal(fragment) }, schema, { present: signal(null) });
  const message = () => opened.store.state.value.message;
  return { ...opened, copied, message };
}

test("the copied link is this page with its settings, never embedded, and with its hidden parts", async (t) => {
  const { click, copied, settle, message, byId } = open(t, { fragment: "v=1&seed=3", url: "http://a.test/?embed=1&hide=help" });
  click("copy-link");
  await settle();
  assert.deepEqual(copied, ["http://a.test/?hide=help#v=1&seed=3"]);
  assert.equal(message(), words("link.copied"));
  assert.equal(byId("open-full").href, copied[0]);
});

test("a link to the defaults is no empty one, which would resume the session of whoever opens it", async (t) => {
  const { click, copied, settle } = open(t);
  click("copy-link");
  await settle();
  assert.deepEqual(copied, ["http://a.test/#v=1"]);
});

test("a page on the server's own computer copies the address that others have for it", async (t) => {
  const { click, copied, settle, message, byId } = open(t, { url: "http://127.0.0.1:8000/?autoplay=0", addresses: "http://10.0.0.7:8000 http://a.test" });
  click("copy-link");
  await settle();
  assert.deepEqual([copied, message()], [["http://10.0.0.7:8000/#v=1"], words("link.copied")]);
  assert.equal(byId("open-full").href, "http://127.0.0.1:8000/#v=1");
});

test("a link that no other computer can open says so", async (t) => {
  const { click, copied, settle, message, ...opened } = open(t, { url: "http://127.0.0.1:8000/", addresses: "" });
  haveLater(opened);
  click("copy-link");
  await settle();
  assert.deepEqual([copied, message()], [["http://127.0.0.1:8000/#v=1"], words("link.copied.here")]);
});

test("before the welcome there is no experiment to link to", async (t) => {
  const { click, copied, settle, byId } = open(t, { isWelcome: false });
  click("copy-link");
  await settle();
  assert.deepEqual([byId("copy-link").disabled, copied], [true, []]);
});

test("a link that is copied while the connection is lost promises nothing for now", async (t) => {
  const { click, copied, settle, message, store } = open(t);
  store.dispatch({ type: "connection", connection: "reconnecting", reason: "" });
  click("copy-link");
  await settle();
  assert.deepEqual([copied.length, message()], [1, words("link.copied.lost")]);
});

test("what a link cannot carry is named", async (t) => {
  const { click, message, settle } = open(t, { experiment: { dataset: { table: "a" }, initial_parameters: [{ W: [Array(4000).fill(1)], b: null }] } });
  click("copy-link");
  await settle();
  assert.equal(message(), words("link.copied.without", { names: listed([words("link.own_data"), words("link.typed_weights")]) }));
});

test("without a clipboard the text is copied by selection, and the focus comes back", async (t) => {
  const { store, document, byId, message } = open(t, { copies: false });
  let text = "";
  document.execCommand = () => {
    text = document.querySelector("textarea[readonly]").value;
    return true;
  };
  byId("play").focus();
  await offerLink(store, "http://localhost/#v=1", async () => "done");
  assert.deepEqual([text, message(), document.activeElement.id], ["http://localhost/#v=1", "done", "play"]);
  assert.equal(document.querySelectorAll("textarea[readonly]").length, 0);
});

test("where nothing can be copied the link is shown to be copied by hand", async (t) => {
  const { store, document, byId, message } = open(t, { copies: false });
  document.execCommand = () => false;
  await offerLink(store, "http://localhost/#v=1", async () => "done", "without weights");
  assert.notEqual(message(), "done");
  assert.deepEqual(
    [byId("share").matches(":popover-open"), byId("share-link").value, byId("share-note").textContent],
    [true, "http://localhost/#v=1", "without weights"],
  );
});
