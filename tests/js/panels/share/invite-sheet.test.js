import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { createInviteSheet } from "../../../../static/js/panels/share/invite-sheet.js";
import { openPanels } from "../../dom.js";

function open(t, { addresses = "http://10.0.0.7:8000 http://10.9.0.7:8000", copies = true } = {}) {
  const opened = openPanels(t, { url: "http://127.0.0.1:8000/" });
  opened.document.body.dataset.addresses = addresses;
  opened.document.execCommand = () => false;
  const copied = [];
  const clipboard = { writeText: async (text) => (copies ? void copied.push(text) : Promise.reject(new Error("not allowed"))) };
  Object.defineProperty(opened.window.navigator, "clipboard", { value: clipboard, configurable: true });
  const sheet = createInviteSheet(opened.store);
  sheet.open("look=k");
  const [copyButton, closeButton] = opened.byId("invite-sheet").querySelectorAll("button");
  const codes = () => opened.document.querySelectorAll(".qr-code").length;
  return { ...opened, sheet, copied, copyButton, closeButton, codes };
}

test("it shows the link and its code", (t) => {
  const { byId, codes } = open(t);
  assert.equal(byId("invite-link").value, "http://10.0.0.7:8000/#look=k");
  assert.equal(codes(), 1);
  assert.ok(byId("invite-sheet").matches(":popover-open"));
});

test("of several addresses another one can be chosen, and is copied", async (t) => {
  const { byId, change, click, copyButton, copied, settle, store, codes } = open(t);
  assert.equal(byId("invite-address").closest("label").hidden, false);
  const before = byId("invite-sheet").querySelector("path").getAttribute("d");
  change("invite-address", "http://10.9.0.7:8000");
  assert.equal(byId("invite-link").value, "http://10.9.0.7:8000/#look=k");
  assert.notEqual(byId("invite-sheet").querySelector("path").getAttribute("d"), before);
  assert.equal(codes(), 1);
  click(copyButton);
  await settle();
  assert.deepEqual([copied, store.state.value.message], [["http://10.9.0.7:8000/#look=k"], words("observe.copied")]);
});

test("one address is no choice", (t) => {
  assert.equal(open(t, { addresses: "http://10.0.0.7:8000" }).byId("invite-address").closest("label").hidden, true);
});

test("a link that works on this computer only has no code but a sentence with the cure", (t) => {
  const { byId, codes } = open(t, { addresses: "" });
  assert.equal(byId("invite-link").value, "http://127.0.0.1:8000/#look=k");
  assert.equal(codes(), 0);
  assert.ok([...byId("invite-sheet").querySelectorAll("p:not([hidden])")].some(({ textContent }) => textContent === words("invite.local")));
});

test("where the browser does not copy, nothing is said to be copied", async (t) => {
  const { click, copyButton, settle, store } = open(t, { copies: false });
  const before = store.state.value.message;
  click(copyButton);
  await settle();
  assert.equal(store.state.value.message, before);
});

test("it is closed by its button, and opened again for another link", (t) => {
  const { click, closeButton, byId, sheet } = open(t);
  click(closeButton);
  assert.equal(byId("invite-sheet").matches(":popover-open"), false);
  sheet.open("look=m");
  assert.equal(byId("invite-link").value, "http://10.0.0.7:8000/#look=m");
});
