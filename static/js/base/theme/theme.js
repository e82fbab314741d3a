/** Reads colours and sizes from the custom properties of the style sheet. */

/**
 * @typedef {object} ThemeNames
 * @property {(name: string) => string} color value of the custom property `--name`
 * @property {(name: string, count: number) => string[]} colors `--name-0`, `--name-1`, ...
 * @property {number} rem_px
 * @property {string} font
 */

/** @typedef {"system" | "light" | "dark"} Choice */

/**
 * @param {CSSStyleDeclaration} style computed style of the root element
 * @param {"light" | "dark"} scheme which value of `light-dark(...)` applies
 * @returns {ThemeNames}
 */
export function readTheme(style, scheme) {
  /** @param {string} name */
  const color = (name) => half(style.getPropertyValue(`--${name}`).trim(), scheme);
  return {
    color,
    colors: (name, count) => Array.from({ length: count }, (_, i) => color(`${name}-${i}`)),
    rem_px: parseFloat(style.fontSize) || 13,
    font: color("font"),
  };
}

/**
 * Returns one value of `light-dark(first, second)`; other texts are returned unchanged.
 *
 * @param {string} value
 * @param {"light" | "dark"} scheme
 */
export function half(value, scheme) {
  const pair = /^light-dark\(\s*(.+?)\s*,\s*(#\w+|rgb\([^)]*\))\s*\)$/.exec(value);
  if (!pair) return value;
  return (scheme === "light" ? pair[1] : pair[2]) ?? value;
}

/** Returns the theme that a press of the theme button selects. @param {Choice} choice @returns {Choice} */
export function nextChoice(choice) {
  if (choice === "system") return "light";
  return choice === "light" ? "dark" : "system";
}

/** @param {Choice} choice @param {boolean} systemIsDark @returns {"light" | "dark"} */
export function resolveChoice(choice, systemIsDark) {
  if (choice !== "system") return choice;
  return systemIsDark ? "dark" : "light";
}
