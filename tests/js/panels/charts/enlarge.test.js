import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { bindEnlarge } from "../../../../static/js/panels/charts/enlarge.js";
import { openPanels } from "../../dom.js";

function open(t) {
  const opened = openPanels(t);
  bindEnlarge(opened.store);
  const { document, window } = opened;
  const button = (name) => document.querySelector(`[data-card=${name}]`);
  const large = () => [...document.querySelectorAll(".result.large")].map((card) => card.querySelector(".enlarge").dataset.card);
  const pressEscape = () => document.body.dispatchEvent(new window.KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
  return { ...opened, button, large, pressEscape };
}

test("the button of a card puts it in the middle, instead of another one, and back", (t) => {
  const { button, large } = open(t);
  button("loss").click();
  assert.deepEqual(large(), ["loss"]);
  assert.deepEqual([button("loss").getAttribute("aria-pressed"), button("loss").title], ["true", words("chart.small")]);
  button("output").click();
  assert.deepEqual(large(), ["output"]);
  assert.deepEqual([button("loss").getAttribute("aria-pressed"), button("loss").title], ["false", words("chart.large")]);
  button("output").click();
  assert.deepEqual(large(), []);
});

test("Escape and another view put it back", (t) => {
  const { button, large, pressEscape, view } = open(t);
  button("gradient").click();
  pressEscape();
  assert.deepEqual(large(), []);
  button("gradient").click();
  view({ tab: "twins" });
  assert.deepEqual(large(), []);
});

test("Escape that closes a dialog, or that something else has used, is not for the card", (t) => {
  const { document, button, large, pressEscape } = open(t);
  button("loss").click();
  const used = (event) => event.preventDefault();
  document.body.addEventListener("keydown", used);
  pressEscape();
  assert.deepEqual(large(), ["loss"]);
  document.body.removeEventListener("keydown", used);
  const dialog = document.createElement("dialog");
  dialog.setAttribute("open", "");
  document.body.append(dialog);
  pressEscape();
  assert.deepEqual(large(), ["loss"]);
});

test("the middle is where the network is, as high as the room", (t) => {
  const { document, button } = open(t);
  const at = (selector, rect) => {
    document.querySelector(selector).getBoundingClientRect = () => rect;
  };
  at(".room", { top: 100, left: 0, width: 1280, height: 560 });
  at(".panel.network", { top: 100, left: 182, width: 761, height: 540 });
  button("loss").click();
  const { style } = document.querySelector(".room");
  const sides = ["top", "left", "width", "height"].map((side) => style.getPropertyValue(`--middle-${side}`));
  assert.deepEqual(sides, ["100px", "182px", "761px", "560px"]);
});
