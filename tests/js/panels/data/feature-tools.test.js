import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { make } from "../../../../static/js/base/page/dom.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { bindFeatureTools } from "../../../../static/js/panels/data/feature-tools.js";
import { openPanels } from "../../dom.js";

const NAMES = ["Sepal length", "Sepal width", "Petal length", "Petal width"];

/** Four inputs, of which the first and the last are in use, and a fifth that other data had. */
function open(t) {
  const opened = openPanels(t);
  const features = opened.byId("features");
  const chips = [...NAMES, "other"].map((text, k) =>
    make("label", { class: "chip" }, make("input", { attributes: { type: "checkbox", value: `x${k + 1}` } }), make("span", { text })),
  );
  features.querySelector(".chips").replaceChildren(...chips);
  for (const k of [0, 3, 4]) chips[k].querySelector("input").checked = true;
  chips[4].hidden = true;
  const chosen = [];
  const tools = bindFeatureTools(features, (names) => chosen.push(names));
  tools.show(true);
  const search = features.querySelector("[type=search]");
  const [all, none] = features.querySelectorAll(".feature-tools button");
  const find = (text) => {
    search.value = text;
    search.dispatchEvent(new opened.window.Event("input", { bubbles: true }));
  };
  const shown = () => chips.filter(({ hidden, classList }) => !hidden && !classList.contains("unfound")).map(({ textContent }) => textContent);
  const count = () => features.querySelector("[role=status]").textContent;
  return { ...opened, features, tools, chosen, all, none, find, shown, count, search };
}

test("a search shows the inputs whose names have its letters, in any case", (t) => {
  const { find, shown, count } = open(t);
  assert.deepEqual([shown(), count()], [NAMES, words("data.inputs.count", { used: 2, all: 4, found: 4 })]);
  find(" petal");
  assert.deepEqual([shown(), count()], [NAMES.slice(2), words("data.inputs.count", { used: 2, all: 4, found: 2 })]);
  find("");
  assert.deepEqual(shown(), NAMES);
});

test("all and none are those that are found; the others stay as they are", (t) => {
  const { find, all, none, chosen } = open(t);
  all.click();
  none.click();
  find("petal");
  all.click();
  none.click();
  assert.deepEqual(chosen, [["x1", "x2", "x3", "x4"], [], ["x1", "x3", "x4"], ["x1"]]);
});

test("where inputs are few the tools and the search are gone", (t) => {
  const { find, tools, features, shown, search } = open(t);
  find("petal");
  tools.show(false);
  assert.deepEqual([features.querySelector(".feature-tools").hidden, search.value, shown()], [true, "", NAMES]);
});

test("what is typed is no choice of inputs", (t) => {
  const { features, search, window } = open(t);
  let changes = 0;
  features.addEventListener("change", () => {
    changes += 1;
  });
  search.dispatchEvent(new window.Event("change", { bubbles: true }));
  assert.equal(changes, 0);
});
