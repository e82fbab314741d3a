import assert from "node:assert/strict";
import { test } from "node:test";
import { half, nextChoice, readTheme, resolveChoice } from "../../../../static/js/base/theme/theme.js";

test("each half of light-dark is found", () => {
  assert.equal(half("light-dark(#ffffff, #171a21)", "light"), "#ffffff");
  assert.equal(half("light-dark(rgb(28 28 34 / 14%), rgb(0 0 0 / 50%))", "dark"), "rgb(0 0 0 / 50%)");
  assert.equal(half("0.5rem", "dark"), "0.5rem");
});

test("the theme's button goes through three choices", () => {
  assert.deepEqual(["system", "light", "dark"].map(nextChoice), ["light", "dark", "system"]);
  assert.equal(resolveChoice("system", true), "dark");
  assert.equal(resolveChoice("light", true), "light");
});

test("colours and sizes are those of the style sheet, in the scheme that applies", () => {
  const properties = { "--ink": " light-dark(#111111, #eeeeee)", "--class-0": "#ff0000", "--class-1": "light-dark(#00ff00, #003300)", "--font": "Inter" };
  const style = { fontSize: "14.5px", getPropertyValue: (name) => properties[name] ?? "" };
  const { color, colors, rem_px, font } = readTheme(style, "dark");
  assert.deepEqual([color("ink"), colors("class", 2), rem_px, font], ["#eeeeee", ["#ff0000", "#003300"], 14.5, "Inter"]);
  assert.equal(readTheme(style, "light").color("ink"), "#111111");
});
