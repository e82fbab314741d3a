import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { fillChoice } from "../../../../../static/js/panels/inside/base/choice.js";
import { openPanels } from "../../../dom.js";

test("a choice has a legend to be read aloud and a labelled button for each value", (t) => {
  const { document } = openPanels(t);
  const items = [
    ["a", "First"],
    ["b", "Second"],
  ];
  for (const _ of [1, 2]) fillChoice("inspector-parts", "Which one", "letters", items);
  const group = document.getElementById("inspector-parts");
  assert.deepEqual(
    [...group.children].map(({ tagName, textContent }) => [tagName, textContent]),
    [
      ["LEGEND", "Which one"],
      ["LABEL", "First"],
      ["LABEL", "Second"],
    ],
  );
  assert.deepEqual(
    [...group.querySelectorAll("input")].map(({ type, name, value }) => [type, name, value]),
    [
      ["radio", "letters", "a"],
      ["radio", "letters", "b"],
    ],
  );
});
