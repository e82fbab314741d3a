import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { bindKindChoice } from "../../../../static/js/panels/kinds/choice.js";
import { openPanels } from "../../dom.js";

function open(t) {
  const opened = openPanels(t);
  bindKindChoice(opened.context);
  return opened;
}

test("another kind begins with data and a size that it can have, in one request", (t) => {
  const { change, asked, page } = open(t);
  change("kind", "attention");
  const { data, hidden } = page.networks.attention.fitting;
  assert.deepEqual(asked, [["set", { network: "attention", ...data, output: null, hidden }]]);
});

test("a kind can be chosen from when the choice has an effect on", (t) => {
  const { byId, context } = openPanels(t);
  assert.equal(byId("kind").disabled, true);
  bindKindChoice(context);
  assert.equal(byId("kind").disabled, false);
});

test("what it may keep, it keeps", (t) => {
  const { change, asked, changed } = open(t);
  changed({ network: "rnn", dataset: "adding", hidden: [5] });
  change("kind", "lstm");
  assert.deepEqual(asked, [["set", { network: "lstm" }]]);
});

test("the list shows the kind of the experiment, and its title explains that one", (t) => {
  const { byId, changed } = open(t);
  assert.equal(byId("kind").value, "dense");
  changed({ network: "convolution" });
  assert.equal(byId("kind").value, "convolution");
  assert.match(byId("kind").title, /filters/);
});
