import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { applyPlainColors, plainRules } from "../../../../static/js/base/theme/plain-colors.js";

const PROPERTIES = [
  ["--ground", " light-dark(#f5f4ef, #0f1116)"],
  ["--shadow", "light-dark(rgb(28 28 34 / 14%), rgb(0 0 0 / 50%))"],
  ["--radius", "0.5rem"],
  ["color-scheme", "light dark"],
];

test("each theme has its own half of every pair, and the chosen theme comes last", () => {
  const light = "--ground:#f5f4ef;--shadow:rgb(28 28 34 / 14%);";
  const dark = "--ground:#0f1116;--shadow:rgb(0 0 0 / 50%);";
  assert.equal(
    plainRules(PROPERTIES),
    `:root{${light}}@media (prefers-color-scheme:dark){:root{${dark}}}:root[data-theme=light]{${light}}:root[data-theme=dark]{${dark}}`,
  );
});

test("no colour of the palette stays a pair", () => {
  const tokens = readFileSync(new URL("../../../../static/css/base/tokens.css", import.meta.url), "utf8");
  const pairs = [...tokens.matchAll(/^\s+(--[\w-]+):\s*(light-dark\(.*\));$/gm)].map(([, name, value]) => [name, value]);
  assert.ok(pairs.length > 40);
  const rules = plainRules(pairs);
  assert.doesNotMatch(rules, /light-dark/);
  for (const [name] of pairs) assert.ok(rules.split(`${name}:`).length >= 5, name);
});

test("a document gets the palette of its root, after its other sheets", (t) => {
  const sheets = [];
  globalThis.CSSStyleSheet = class {
    replaceSync(text) {
      sheets.push(text);
    }
  };
  t.after(() => delete globalThis.CSSStyleSheet);
  const style = Object.assign(
    PROPERTIES.map(([name]) => name),
    { getPropertyValue: (name) => new Map(PROPERTIES).get(name) },
  );
  const cssRules = [{ selectorText: "body", style: [] }, { cssText: "@media print" }, { selectorText: ":root", style }];
  const document = { styleSheets: [{ cssRules }], adoptedStyleSheets: ["another"] };
  applyPlainColors(document);
  assert.deepEqual(sheets, [plainRules(PROPERTIES)]);
  assert.equal(document.adoptedStyleSheets.length, 2);
});
