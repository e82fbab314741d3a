/** The palette for browsers without `light-dark()`: the same colours, as one list per theme. */

import { half } from "./theme.js";

const PAIR = "light-dark(";

/**
 * Returns rules that give each colour one value: that of the system's theme, or of the chosen one.
 *
 * @param {Iterable<readonly [name: string, value: string]>} properties
 */
export function plainRules(properties) {
  const pairs = [...properties].filter(([, value]) => value.trim().startsWith(PAIR));
  /** @param {"light" | "dark"} scheme */
  const list = (scheme) => pairs.map(([name, value]) => `${name}:${half(value.trim(), scheme)};`).join("");
  const [light, dark] = [list("light"), list("dark")];
  return `:root{${light}}@media (prefers-color-scheme:dark){:root{${dark}}}:root[data-theme=light]{${light}}:root[data-theme=dark]{${dark}}`;
}

/** Gives the document the plain palette. @param {Document} document */
export function applyPlainColors(document) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(plainRules(rootProperties(document.styleSheets)));
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

/** @param {Iterable<CSSStyleSheet>} sheets @returns {[string, string][]} */
function rootProperties(sheets) {
  const rules = [...sheets].flatMap(({ cssRules }) => [...cssRules]);
  const styles = rules.flatMap((rule) => ("selectorText" in rule && rule.selectorText === ":root" ? [/** @type {CSSStyleRule} */ (rule).style] : []));
  return styles.flatMap((style) => [...style].map((name) => /** @type {[string, string]} */ ([name, style.getPropertyValue(name)])));
}
