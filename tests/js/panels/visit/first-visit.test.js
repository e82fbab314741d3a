import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { playOnFirstVisit } from "../../../../static/js/panels/visit/first-visit.js";
import { openPanels } from "../../dom.js";
import { statusOf } from "../../examples.js";

const STARTS = [["setSpeed", 20], ["play"]];

function open(t, { isPlain = true, ...options } = {}) {
  const opened = openPanels(t, options);
  playOnFirstVisit(opened.context, isPlain);
  return opened;
}

test("on a first visit a slow run begins after six idle seconds; the page says so before and after", async (t) => {
  const { asked, after, settle, store } = open(t);
  await settle();
  assert.equal(store.state.value.message, words("first_visit.soon"));
  after(5900);
  assert.deepEqual(asked, []);
  after(200);
  assert.deepEqual(asked, STARTS);
  store.dispatch(statusOf({ running: true }));
  await settle();
  assert.equal(store.state.value.message, words("first_visit"));
});

for (const kind of ["keydown", "pointerdown", "wheel", "focusin", "hashchange"]) {
  test(`any input cancels it: ${kind}`, (t) => {
    const { asked, after, window } = open(t);
    after(5900);
    window.dispatchEvent(new window.Event(kind));
    after(10_000);
    assert.deepEqual(asked, []);
  });
}

for (const [name, options] of Object.entries({
  "a second visit": { stored: { "backprop-live.visited": "1" } },
  "a link": { isPlain: false },
  "a page that asks for none": { url: "http://localhost/?autoplay=0" },
  "a resumed session": { welcome: { resumed: true, step: 3 } },
  "a page without a connection": { welcome: null },
})) {
  test(`nothing begins by itself: ${name}`, async (t) => {
    const { asked, after, settle, store } = open(t, options);
    await settle();
    assert.notEqual(store.state.value.message, words("first_visit.soon"));
    after(10_000);
    assert.deepEqual(asked, []);
  });
}

test("nothing begins by itself: reduced motion", (t) => {
  const { context, asked, after, media } = openPanels(t);
  media.set("(prefers-reduced-motion: reduce)", true);
  playOnFirstVisit(context, true);
  after(10_000);
  assert.deepEqual(asked, []);
});
