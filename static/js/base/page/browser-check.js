/**
 * Marks the page where the browser lacks what it cannot do without, so that a sentence shows instead.
 * A classic script in the words of 2009, because an old browser has to understand it.
 */

function hasImportMaps() {
  return typeof HTMLScriptElement !== "undefined" && typeof HTMLScriptElement.supports === "function" && HTMLScriptElement.supports("importmap");
}

function hasPopovers() {
  return typeof HTMLElement !== "undefined" && "popover" in HTMLElement.prototype;
}

if (!hasImportMaps() || !hasPopovers()) document.documentElement.setAttribute("data-too-old", "");
