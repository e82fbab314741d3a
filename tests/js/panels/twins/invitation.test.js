import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { bindInvitation } from "../../../../static/js/panels/twins/invitation.js";
import { openPanels } from "../../dom.js";

function open(t) {
  const opened = openPanels(t);
  bindInvitation(opened.context);
  const buttons = () => [...opened.byId("suggestions").querySelectorAll("button")];
  return { ...opened, buttons };
}

test("a suggestion makes the twin", (t) => {
  const { buttons, click, asked } = open(t);
  assert.deepEqual(
    buttons().map(({ textContent }) => textContent),
    ["ReLU", "He weights", "Adam", "fewer layers", "learning rate × 10", "an L2 penalty", "the same in everything"],
  );
  click(buttons()[0]);
  click(buttons().at(-1));
  assert.deepEqual(asked, [
    ["compareWith", { activation: "relu" }],
    ["compareWith", {}],
  ]);
});

test("the suggestions follow the settings", (t) => {
  const { buttons, changed } = open(t);
  changed({ activation: "relu", optimizer: "adam" });
  assert.deepEqual(
    buttons()
      .slice(0, 3)
      .map(({ textContent }) => textContent),
    ["sigmoid", "He weights", "SGD"],
  );
});

test("any other setting can be chosen with its value", (t) => {
  const { byId, change, click, asked, store } = open(t);
  change("compare-field", "loss");
  byId("compare-value").firstElementChild.value = "squared_error";
  click("compare-use");
  assert.deepEqual(asked, [["compareWith", { loss: "squared_error" }]]);
  change("compare-field", "learning_rate");
  byId("compare-value").firstElementChild.value = "?";
  click("compare-use");
  assert.equal(store.state.value.tone, "error");
});
