import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const SOURCE = readFileSync(new URL("../../../../static/js/base/page/browser-check.js", import.meta.url), "utf8");
const NEW_ENOUGH = { popover: true, importMaps: true };

/** Whether the script calls a browser too old. */
function isTooOld({ popover, importMaps, elements = true, scripts = true }) {
  const attributes = [];
  const document = { documentElement: { setAttribute: (name) => attributes.push(name) } };
  const HTMLElement = elements ? class {} : undefined;
  if (popover && HTMLElement) HTMLElement.prototype.popover = null;
  const HTMLScriptElement = scripts ? class {} : undefined;
  if (importMaps !== null && HTMLScriptElement) HTMLScriptElement.supports = (kind) => kind === "importmap" && importMaps;
  new Function("document", "HTMLElement", "HTMLScriptElement", SOURCE)(document, HTMLElement, HTMLScriptElement);
  return attributes.includes("data-too-old");
}

test("a browser with import maps and popovers is new enough", () => assert.equal(isTooOld(NEW_ENOUGH), false));

test("without one of them it is too old", () => {
  for (const lack of [{ popover: false }, { importMaps: false }, { importMaps: null }, { elements: false }, { scripts: false }]) {
    assert.equal(isTooOld({ ...NEW_ENOUGH, ...lack }), true, JSON.stringify(lack));
  }
});

test("the script has nothing in it that a browser of 2009 would not understand", () => {
  const code = SOURCE.replace(/\/\*[\s\S]*?\*\//g, "");
  assert.doesNotMatch(code, /=>|`|\?\.|\?\?|\.\.\.|\b(?:const|let|class|import|export|async|await|of)\b/);
});
