import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "@preact/signals-core";
import "../../english.js";
import { listed, t as words } from "../../../../static/js/base/words/i18n.js";
import { copyLink, linkWholePage, offerLink } from "../../../../static/js/panels/share/copy-link.js";
import { openPanels } from "../../dom.js";
import { haveLater } from "../../later.js";

const schemaOf = ({ defaults }) => ({ experiment: defaults, view: {}, choices: {}, ranges: {}, presets: [] });

function open(t, { fragment = "", experiment = {}, url = "http://a.test/", copies = true, addresses = null } = {}) {
  const opened = openPanels(t, { url, welcome: { experiment } });
  if (addresses !== null) opened.document.body.dataset.addresses = addresses;
  const copied = [];
  const clipboard = { writeText: async (text) => (copies ? void copied.push(text) : Promise.reject(new Error("not allowed"))) };
  Object.defineProperty(opened.window.navigator, "clipboard", { value: clipboard, configurable: true });
  const schema = schemaOf(opened.page);
  const address = { fragment: signal(fragment) };
  const click = () => copyLink(opened.context, address, schema, { present: signal(null) });
  const message = () => opened.store.state.value.message;
  return { ...opened, address, click, copied, message };
}

test("the copied link is this page with its settings, never embedded, and with its hidden parts", async (t) => {
  const { click, copied, message, byId, address } = open(t, { fragment: "v=1&seed=3", url: "http://a.test/?embed=1&hide=help" });
  await click();
  assert.deepEqual(copied, ["http://a.test/?hide=help#v=1&seed=3"]);
  assert.equal(message(), words("link.copied"));
  linkWholePage(address);
  assert.equal(byId("open-full").href, copied[0]);
});

test("a link to the defaults is no empty one, which would resume the session of whoever opens it", async (t) => {
  const { click, copied } = open(t);
  await click();
  assert.deepEqual(copied, ["http://a.test/#v=1"]);
});

test("a page on the server's own computer copies the address that others have for it", async (t) => {
  const { click, copied, message, byId, address } = open(t, { url: "http://127.0.0.1:8000/?autoplay=0", addresses: "http://10.0.0.7:8000 http://a.test" });
  await click();
  assert.deepEqual([copied, message()], [["http://10.0.0.7:8000/#v=1"], words("link.copied")]);
  linkWholePage(address);
  assert.equal(byId("open-full").href, "http://127.0.0.1:8000/#v=1");
});

test("a link that no other computer can open says so", async (t) => {
  const { click, copied, message, ...opened } = open(t, { url: "http://127.0.0.1:8000/", addresses: "" });
  haveLater(opened);
  await click();
  assert.deepEqual([copied, message()], [["http://127.0.0.1:8000/#v=1"], words("link.copied.here")]);
});

test("a link that is copied while the connection is lost promises nothing for now", async (t) => {
  const { click, copied, message, store } = open(t);
  store.dispatch({ type: "connection", connection: "reconnecting", reason: "" });
  await click();
  assert.deepEqual([copied.length, message()], [1, words("link.copied.lost")]);
});

test("what a link cannot carry is named", async (t) => {
  const { click, message } = open(t, { experiment: { dataset: { table: "a" }, initial_parameters: [{ W: [Array(4000).fill(1)], b: null }] } });
  await click();
  assert.equal(message(), words("link.copied.without", { names: listed([words("link.own_data"), words("link.typed_weights")]) }));
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

test("a run that does not fit into a link is offered as a file, and what the link lacks is named", async (t) => {
  const opened = open(t, { experiment: { dataset: { table: "a" } } });
  haveLater(opened);
  opened.store.figures.value = { ...opened.store.figures.value, step: 5 };
  const content = Array.from({ length: 9000 }, (_, i) => ((i * 7919) % 9973).toString(36)).join("");
  const context = { ...opened.context, ask: () => Promise.resolve({ content, step: 5 }) };
  await copyLink(context, opened.address, schemaOf(opened.page), { present: signal(null) });
  assert.deepEqual([opened.copied, opened.byId("share-link").value], [[], "http://a.test/#v=1"]);
  const note = opened.byId("share-note");
  const without = words("link.without", { names: words("link.own_data") });
  assert.equal(note.textContent, `${words("link.run_too_long")} ${without} ${words("link.save_run")}`);
  assert.ok(note.querySelector("button"));
});
