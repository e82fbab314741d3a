import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { openPage } from "../../dom.js";

let runs = 0;
globalThis.CSS = { supports: () => true };

/** The theme of the page after the script has run in it. */
async function themeOf(t, options, prepare = () => undefined) {
  const { document } = openPage(t, options);
  prepare();
  runs += 1;
  await import(`../../../../static/js/base/theme/theme-boot.js?run=${runs}`); // a module runs once per address
  return document.documentElement.dataset.theme;
}
const SAVED = { "backprop-live.theme": "dark" };

test("the saved theme is set before the first paint", async (t) => assert.equal(await themeOf(t, { stored: SAVED }), "dark"));

test("the theme of a link wins", async (t) => assert.equal(await themeOf(t, { stored: SAVED, url: "http://localhost/#v=1&theme=light&seed=3" }), "light"));

test("a link can ask for the system's theme", async (t) => assert.equal(await themeOf(t, { stored: SAVED, url: "http://localhost/#theme=system" }), undefined));

test("without a choice, or with a strange one, the system decides", async (t) =>
  assert.equal(await themeOf(t, { stored: { "backprop-live.theme": "pink" } }), undefined));

test("blocked storage does not stop the page", async (t) => {
  const get = () => {
    throw new Error("access is denied");
  };
  const block = () => Object.defineProperty(globalThis, "localStorage", { configurable: true, get });
  assert.equal(await themeOf(t, {}, block), undefined);
});

test("plain colours come where the browser lacks light-dark(), and only there", async (t) => {
  const { document, window } = openPage(t);
  globalThis.CSSStyleSheet = window.CSSStyleSheet;
  t.after(() => {
    delete globalThis.CSSStyleSheet;
    globalThis.CSS = { supports: () => true };
  });
  for (const [isSupported, sheets] of [
    [true, 0],
    [false, 1],
  ]) {
    globalThis.CSS = { supports: (name, value) => isSupported && name === "color" && value.startsWith("light-dark(") };
    runs += 1;
    await import(`../../../../static/js/base/theme/theme-boot.js?run=${runs}`);
    for (let i = 0; i < 20; i += 1) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(document.adoptedStyleSheets.length, sheets);
  }
});
