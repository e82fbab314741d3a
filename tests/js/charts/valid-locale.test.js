import assert from "node:assert/strict";
import { test } from "node:test";

let runs = 0;

/** The language of a browser after the script has run in it. */
async function languageOf(t, language) {
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  Object.defineProperty(globalThis, "navigator", { value: { language }, configurable: true });
  t.after(() => Object.defineProperty(globalThis, "navigator", before));
  runs += 1;
  await import(`../../../static/js/charts/valid-locale.js?run=${runs}`); // a module runs once per address
  return navigator.language;
}

test("a language that exists stays", async (t) => {
  for (const name of ["de", "en-GB", "zh-Hant-TW"]) assert.equal(await languageOf(t, name), name);
});

test("where the language is none, such as C, numbers are written as in English", async (t) => {
  for (const name of ["C", "", "en_US.UTF-8", undefined]) {
    assert.throws(() => new Intl.NumberFormat(name ?? null));
    assert.equal(await languageOf(t, name), "en-US");
  }
});
