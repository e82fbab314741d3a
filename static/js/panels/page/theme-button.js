/** The theme button, and the theme's colours for the canvases. */

import { save } from "../../base/page/storage.js";
import { cssColor, mix, packed, parseColor, ramp } from "../../base/theme/color.js";
import { nextChoice, readTheme, resolveChoice } from "../../base/theme/theme.js";
import { t } from "../../base/words/i18n.js";

/** @import { Choice } from "../../base/theme/theme.js" */
/** @import { Theme } from "../../types.js" */
/** @import { Store } from "../../state/store/store.js" */

const KEY = "backprop-live.theme";

/**
 * @param {Store} store
 * @param {HTMLElement} button
 */
export function followTheme(store, button) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const initial = document.documentElement.dataset["theme"];
  /** @type {Choice} */
  let choice = initial === "light" || initial === "dark" ? initial : "system";

  function apply() {
    const root = document.documentElement;
    if (choice === "system") delete root.dataset["theme"];
    else root.dataset["theme"] = choice;
    button.dataset["choice"] = choice;
    button.setAttribute("aria-label", t(`theme.${choice}`));
    button.title = t(`theme.${choice}`);
    store.setTheme(buildTheme(getComputedStyle(root), resolveChoice(choice, system.matches)));
  }

  button.addEventListener("click", () => {
    choice = nextChoice(choice);
    save("localStorage", KEY, choice);
    apply();
  });
  system.addEventListener("change", apply);
  window.addEventListener("resize", apply);
  // Text of a canvas is painted again in a font that has loaded.
  void document.fonts?.ready.then(apply);
  document.fonts?.addEventListener("loadingdone", apply);
  apply();
  return {
    /** Sets the theme for this page without saving it. @param {Choice} next */
    choose(next) {
      choice = next;
      apply();
    },
  };
}

/**
 * @param {CSSStyleDeclaration} style
 * @param {"light" | "dark"} scheme
 * @returns {Theme}
 */
function buildTheme(style, scheme) {
  const { color, colors, rem_px, font } = readTheme(style, scheme);
  const map = ramp(colors("map", 7), 256);
  const lines = ramp(colors("line", 5), 129);
  const classes = colors("class", 10);
  return {
    dark: scheme === "dark",
    ground: color("ground"),
    panel: color("panel"),
    sunken: color("sunken"),
    ink: color("ink"),
    muted: color("muted"),
    hairline: color("hairline"),
    edge: color("edge"),
    accent: color("accent"),
    positive: color("positive"),
    negative: color("negative"),
    forward: color("forward"),
    backward: color("backward"),
    pointRing: color("point-ring"),
    pointPositive: color("point-positive"),
    pointNegative: color("point-negative"),
    curveTrain: color("curve-train"),
    curveTest: color("curve-test"),
    runA: color("run-a"),
    runB: color("run-b"),
    boundary: color("boundary"),
    map: packed(map),
    mapCss: map.map((rgb) => cssColor(rgb)),
    lines: lines.map((rgb) => cssColor(rgb)),
    linesPacked: packed(lines),
    sizes: packed(ramp([color("panel"), color("backward")], 256)),
    groundPacked: packed([parseColor(color("ground"))])[0] ?? 0,
    panelPacked: packed([parseColor(color("panel"))])[0] ?? 0,
    hairlinePacked: packed([parseColor(color("hairline"))])[0] ?? 0,
    classes,
    pointClasses: classes.map((name) => cssColor(mix(parseColor(name), parseColor(color("ink")), 0.42))),
    classesRgb: classes.map(parseColor),
    middle: parseColor(color("map-3")),
    layers: (count) => ramp(colors("layer", 3), count).map((rgb) => cssColor(rgb)),
    rem: rem_px,
    font,
  };
}
