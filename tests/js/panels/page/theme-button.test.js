import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { followTheme } from "../../../../static/js/panels/page/theme-button.js";
import { openPanels } from "../../dom.js";

function open(t, options) {
  const opened = openPanels(t, options);
  const { style } = opened.document.documentElement;
  style.setProperty("--ground", "light-dark(#ffffff, #101010)");
  style.setProperty("--panel", "light-dark(#eeeeee, #202020)");
  style.setProperty("font-size", "15px");
  for (let i = 0; i < 7; i += 1) style.setProperty(`--map-${i}`, i < 3 ? "#ff0000" : "#0000ff");
  const theme = followTheme(opened.store, opened.byId("theme"));
  return { ...opened, theme };
}

test("the button goes from the system's theme to light to dark and back", (t) => {
  const { click, byId, document, store, window } = open(t);
  const seen = [];
  for (let i = 0; i < 4; i += 1) {
    seen.push([byId("theme").dataset.choice, document.documentElement.dataset.theme, store.theme.value.dark, byId("theme").title]);
    click("theme");
  }
  assert.deepEqual(seen, [
    ["system", undefined, false, words("theme.system")],
    ["light", "light", false, words("theme.light")],
    ["dark", "dark", true, words("theme.dark")],
    ["system", undefined, false, words("theme.system")],
  ]);
  assert.equal(window.localStorage.getItem("backprop-live.theme"), "light");
});

test("the system's theme is followed while it is the choice", (t) => {
  const { media, store, click } = open(t, { dark: true });
  assert.equal(store.theme.value.dark, true);
  media.set("(prefers-color-scheme: dark)", false);
  assert.equal(store.theme.value.dark, false);
  click("theme");
  media.set("(prefers-color-scheme: dark)", true);
  assert.equal(store.theme.value.dark, false);
});

test("the theme of a link is not saved", (t) => {
  const { theme, store, window } = open(t);
  theme.choose("dark");
  assert.equal(store.theme.value.dark, true);
  assert.equal(window.localStorage.getItem("backprop-live.theme"), null);
});

test("canvases get the colours of the style sheet, and its size of text", (t) => {
  const { store, theme } = open(t);
  theme.choose("dark");
  const { ground, panelPacked, rem, map } = store.theme.value;
  assert.deepEqual([ground, panelPacked, rem], ["#101010", 0xff202020, 15]);
  assert.deepEqual([map.length, map[0], map[255]], [256, 0xff0000ff, 0xffff0000]);
});

test("a theme that was set before the first paint stays", (t) => {
  const { document, store, byId } = openPanels(t);
  document.documentElement.dataset.theme = "dark";
  followTheme(store, byId("theme"));
  assert.deepEqual([byId("theme").dataset.choice, store.theme.value.dark], ["dark", true]);
});
