import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { bindSettings, choiceValue } from "../../../../static/js/panels/page/settings.js";
import { openPanels } from "../../dom.js";

function open(t, experiment = {}) {
  const opened = openPanels(t, { welcome: { experiment } });
  bindSettings(opened.context);
  const field = (name) => opened.document.querySelector(`[data-field="${name}"]`);
  return { ...opened, field };
}

test("a dragged learning rate is asked for at each place, in its own units", (t) => {
  const { enter, asked, document } = open(t);
  const slider = document.querySelector('[data-kind="rate"]');
  enter(slider, slider.min);
  enter(slider, slider.max);
  assert.deepEqual(asked, [
    ["set", { learning_rate: 1e-5 }],
    ["set", { learning_rate: 10 }],
  ]);
});

test("controls show the experiment, and what is asked for before it is answered", (t) => {
  const { field, store } = open(t, { batch_size: 25, activation: "relu" });
  assert.deepEqual([field("batch_size").value, field("activation").value], ["25", "relu"]);
  store.dispatch({ type: "pending", fields: { batch_size: 30 } });
  assert.equal(field("batch_size").value, "30");
});

test("a menu asks for numbers, words and nothing as what they are", (t) => {
  const { change, asked, field } = open(t);
  change(field("activation"), "sigmoid");
  assert.deepEqual(asked, [["set", { activation: "sigmoid" }]]);
  assert.deepEqual(["", "true", "false", "32", "full"].map(choiceValue), [null, true, false, 32, "full"]);
});

test("a menu shows a value that it does not offer", (t) => {
  const { field } = open(t, { activation: ["relu", "tanh"] });
  assert.equal(field("activation").value, "relu, tanh");
  assert.equal(field("activation").selectedOptions[0].textContent, words("layers.per_layer"));
});

test("weights that are typed in are no initializer, and cannot be chosen again", (t) => {
  const { field, changed } = open(t, { initial_parameters: [{ W: [[1]], b: [0] }] });
  const { selectedOptions } = field("initializer");
  assert.equal(selectedOptions[0].textContent, "typed-in weights");
  assert.equal(selectedOptions[0].disabled, true);
  changed({ initial_parameters: null });
  assert.equal(field("initializer").value, "glorot_uniform");
});

test("a check box asks for true or false", (t) => {
  const { asked, document } = open(t);
  const box = document.querySelector('[data-kind="toggle"]');
  const before = box.checked;
  box.click();
  assert.deepEqual(asked, [["set", { [box.dataset.field]: !before }]]);
});

test("a typed number beyond its limits is refused in words, and one at them taken", (t) => {
  const { change, asked, document, page, store } = open(t);
  const box = [...document.querySelectorAll('[data-kind="number"]')].find(({ dataset }) => page.limits[dataset.field] && !dataset.optional);
  const [low, high] = page.limits[box.dataset.field];
  const before = box.value;
  for (const text of [String(2 * high), String(low - 1), ""]) {
    change(box, text);
    assert.deepEqual(asked, []);
    assert.equal(box.value, before);
    assert.match(store.state.value.message, /out of range|Nothing was typed/);
    assert.equal(store.state.value.tone, "error");
  }
  change(box, String(high));
  change(box, String(low));
  assert.deepEqual(
    asked.map(([, fields]) => fields[box.dataset.field]),
    [high, low],
  );
});

test("what is no number is not asked for; the control shows the old value again", (t) => {
  const { change, asked, store, document } = open(t);
  const box = [...document.querySelectorAll('[data-kind="number"]')].find(({ dataset }) => !dataset.optional);
  const before = box.value;
  change(box, "many");
  assert.deepEqual(asked, []);
  assert.equal(box.value, before);
  assert.deepEqual([store.state.value.message, store.state.value.tone], [words("not_a_number", { text: "many" }), "error"]);
});

test("an error goes when the old value is typed again, which is no change, or with Escape", (t) => {
  const { change, enter, press, asked, store, document } = open(t);
  for (const box of document.querySelectorAll('[data-kind="number"]')) {
    const before = box.value;
    const { message } = store.state.value;
    change(box, "many");
    enter(box, "man");
    assert.equal(store.state.value.tone, "error");
    enter(box, before || "1");
    assert.deepEqual([store.state.value.message, store.state.value.tone], ["", "plain"], box.id);
    change(box, "many");
    enter(box, "man");
    press(box, "Escape");
    assert.deepEqual([box.value, store.state.value.message], [before, ""], `${box.id} ${message}`);
  }
  assert.deepEqual(asked, []);
});

test("an optional number may be left empty", (t) => {
  const { change, asked, document } = open(t);
  const box = document.querySelector('[data-kind="number"][data-optional]');
  change(box, " ");
  assert.deepEqual(asked, [["set", { [box.dataset.field]: null }]]);
});

test("while someone types, an answer of the server does not overwrite the box", (t) => {
  const { enter, happen, store, document } = open(t);
  const box = document.querySelector('[data-kind="number"]:not([data-optional])');
  const name = box.dataset.field;
  enter(box, "1");
  store.dispatch({ type: "pending", fields: { [name]: 77 } });
  assert.equal(box.value, "1");
  happen(box, "blur");
  assert.equal(box.value, "77");
});

test("a slider says its value beside it and to screen readers", (t) => {
  const { enter, byId, document } = open(t);
  const slider = document.querySelector('[data-kind="share"]');
  enter(slider, "0.2");
  assert.deepEqual([byId(`${slider.id}-value`).textContent, slider.getAttribute("aria-valuetext")], ["20\u2009%", "20\u2009%"]);
});

test("biases can be frozen where there are any", (t) => {
  const { byId, asked, changed } = open(t);
  byId("freeze-biases").click();
  assert.deepEqual(asked, [["set", { freeze_biases: true }]]);
  const row = byId("freeze-biases").closest(".field");
  assert.equal(row.hidden, false);
  changed({ use_bias: false });
  assert.equal(row.hidden, true);
});

test("a control that only some choices need is shown with these", (t) => {
  const { changed, document } = open(t);
  const row = document.querySelector("[data-needed-field]");
  const { neededField: name, neededBy } = row.dataset;
  const shown = (value) => {
    changed({ [name]: value });
    return !row.hidden;
  };
  assert.deepEqual([...neededBy.split(" "), "none of them"].map(shown), [...neededBy.split(" ").map(() => true), false]);
});
