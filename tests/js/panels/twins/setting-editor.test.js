import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { bindSettingEditor, settingBox, settingControls } from "../../../../static/js/panels/twins/setting-editor.js";
import { openPanels } from "../../dom.js";

function open(t, present = {}) {
  const opened = openPanels(t);
  const { byId, page, context } = opened;
  const chosen = [];
  const elements = { menu: byId("compare-field"), slot: byId("compare-value"), button: byId("compare-use") };
  const editor = bindSettingEditor(context, elements, {
    present: () => ({ ...page.defaults, ...present }),
    onChoose: (change) => chosen.push(change),
  });
  editor.showBox();
  const box = () => elements.slot.firstElementChild;
  const message = () => opened.store.state.value.message;
  return { ...opened, editor, chosen, message, box };
}

test("each setting that may differ is offered once; the data are those of both", (t) => {
  const { page } = openPanels(t);
  const names = [...settingControls(page).keys()];
  assert.equal(new Set(names).size, names.length);
  assert.ok(["learning_rate", "activation", "optimizer", "initializer", "l2", "use_bias", "clip_norm"].every((name) => names.includes(name)));
  assert.ok(!names.includes("noise") && !names.includes("data_seed"));
});

test("another value of a number is typed, within its limits", (t) => {
  const { byId, change, click, box, chosen } = open(t);
  change("compare-field", "learning_rate");
  assert.equal(box().value, "0.03");
  box().value = "3/10";
  click("compare-use");
  assert.deepEqual(chosen, [{ learning_rate: 0.3 }]);
  assert.equal(byId("learning-rate").value, "0.03");
});

test("another value of a list is chosen among those of the page, of a switch too", (t) => {
  const { change, click, box, chosen } = open(t, { activation: "relu" });
  change("compare-field", "activation");
  assert.equal(box().value, "relu");
  box().value = "sigmoid";
  click("compare-use");
  change("compare-field", "use_bias");
  box().checked = false;
  click("compare-use");
  assert.deepEqual(chosen, [{ activation: "sigmoid" }, { use_bias: false }]);
});

test("what is no number is said until it is corrected, and not asked for", (t) => {
  const { change, click, enter, press, box, chosen, message } = open(t);
  change("compare-field", "learning_rate");
  for (const correct of [() => enter(box(), "0.03"), () => press(box(), "Escape")]) {
    box().value = "much";
    click("compare-use");
    assert.deepEqual([chosen, message()], [[], "much is not a number"]);
    correct();
    assert.deepEqual([box().value, message()], ["0.03", ""]);
  }
});

test("a box has a name of its own and none of the control's ties to the run", (t) => {
  const { page } = openPanels(t);
  const box = settingBox(settingControls(page).get("learning_rate"), null, "learning rate");
  assert.deepEqual([box.id, box.getAttribute("data-field"), box.getAttribute("aria-label"), box.value], ["", null, "learning rate", ""]);
});

test("the kind of network may differ, too", (t) => {
  const { change, click, box, chosen } = open(t, { network: "rnn" });
  change("compare-field", "network");
  assert.deepEqual([box().value, box().id, box().hasAttribute("data-choice-of")], ["rnn", "", false]);
  box().value = "lstm";
  click("compare-use");
  assert.deepEqual(chosen, [{ network: "lstm" }]);
});
