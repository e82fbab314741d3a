import "../../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { t as words } from "../../../../../static/js/base/words/i18n.js";
import { bindHand } from "../../../../../static/js/panels/inside/predictions/hand.js";
import { openPanels } from "../../../dom.js";
import { recurrentOf } from "../../../examples.js";

test("the networks in print are offered, and the dialog for one of one's own", (t) => {
  const { context, byId, click, asked, page } = openPanels(t);
  bindHand(context);
  const [own, ...printed] = byId("inspector-predict").querySelectorAll("button");
  assert.deepEqual(
    printed.map(({ textContent }) => textContent),
    page.presets.filter(({ group }) => group === "hand").map(({ label }) => label),
  );
  click(printed[0]);
  assert.deepEqual(asked, [["startPreset", page.presets.find(({ name }) => name === "mazur")]]);
  let opened = 0;
  byId("hand-open").addEventListener("click", () => {
    opened += 1;
  });
  click(own);
  assert.equal(opened, 1);
});

test("beside another kind of network those in print are offered, and said to be dense", (t) => {
  const { context, byId, store } = openPanels(t);
  bindHand(context);
  const section = byId("inspector-predict").querySelector("section");
  const shown = () => [...section.querySelectorAll("button")].filter(({ hidden }) => !hidden).length;
  const all = shown();
  store.dispatch({ type: "network", ...recurrentOf(5, 3) });
  assert.equal(shown(), all - 1);
  assert.equal(section.querySelector("p").textContent, words("hand.text.kinds"));
});

test("an observer is not offered what only the controller may", (t) => {
  const { context, byId } = openPanels(t, { welcome: { observer_key: null } });
  bindHand(context);
  assert.equal(byId("inspector-predict").querySelector("section").hidden, true);
});
