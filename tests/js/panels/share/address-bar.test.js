import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { signal } from "@preact/signals-core";
import { createAddressBar, isOwnFragment } from "../../../../static/js/panels/share/address-bar.js";
import { openPage } from "../../dom.js";

function open(t, { url } = {}) {
  const opened = openPage(t, { url });
  const fragment = signal("");
  const bar = createAddressBar(fragment);
  return { ...opened, fragment, bar, hash: () => opened.window.location.hash };
}

test("nothing is written before the session has begun, then everything at once", (t) => {
  const { fragment, bar, after, hash } = open(t);
  fragment.value = "v=1&seed=3";
  after(1000);
  assert.equal(hash(), "");
  bar.follow();
  assert.equal(hash(), "#v=1&seed=3");
});

test("changes that follow one another are written once, a moment after the last", (t) => {
  const { fragment, bar, after, hash, window } = open(t);
  bar.follow();
  const write = t.mock.method(window.history, "replaceState");
  for (const seed of [1, 2, 3]) {
    fragment.value = `v=1&seed=${seed}`;
    after(300);
  }
  assert.equal(hash(), "");
  after(100);
  assert.deepEqual([hash(), write.mock.callCount()], ["#v=1&seed=3", 1]);
});

test("an empty fragment leaves no mark in the address, whose other parts stay", (t) => {
  const { bar, window } = open(t, { url: "http://localhost/?hide=help#v=1&seed=3" });
  bar.follow();
  assert.equal(window.location.href, "http://localhost/?hide=help");
});

test("what is too long for a link is not written", (t) => {
  const { fragment, bar, hash } = open(t);
  fragment.value = "x".repeat(8193);
  bar.follow();
  assert.equal(hash(), "");
});

test("a link that is opened meanwhile wins over a change that is not written yet", (t) => {
  const { fragment, bar, after, hash } = open(t);
  bar.follow();
  fragment.value = "v=1&seed=3";
  bar.discard();
  after(1000);
  assert.equal(hash(), "");
});

test("a change that is due between the opening of a link and its event leaves the link", (t) => {
  const { fragment, bar, after, hash, window } = open(t);
  bar.follow();
  fragment.value = "v=1&seed=3";
  window.location.hash = "v=1&seed=266";
  after(1000);
  assert.equal(hash(), "#v=1&seed=266");
  bar.discard();
  fragment.value = "v=1&seed=4";
  after(1000);
  assert.equal(hash(), "#v=1&seed=4");
});

test("a reloaded tab is told from an opened link", (t) => {
  const { fragment, bar, window } = open(t, { url: "http://localhost/#v=1&seed=9" });
  assert.equal(isOwnFragment(), false);
  fragment.value = "v=1&seed=3";
  bar.follow();
  assert.equal(isOwnFragment(), true);
  window.history.replaceState(null, "", "#v=1&seed=4");
  assert.equal(isOwnFragment(), false);
});

test("a browser that allows no more changes of the address is no error", (t) => {
  const { fragment, bar, window } = open(t);
  t.mock.method(window.history, "replaceState", () => {
    throw new Error("too many calls");
  });
  fragment.value = "v=1&seed=3";
  bar.follow();
  assert.equal(window.location.hash, "");
});
