import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { bindPresets, presetText } from "../../../../static/js/panels/page/preset-menu.js";
import { openPanels } from "../../dom.js";
import { twinOf } from "../../examples.js";

test("the chosen preset is started, and only that", (t) => {
  const { context, change, asked, page } = openPanels(t);
  bindPresets(context);
  change("preset", page.presets[1].name);
  change("preset", "");
  assert.deepEqual(asked, [["startPreset", page.presets[1]]]);
});

test("the menu has the name of a preset until that is undone or another experiment, and can choose it again", (t) => {
  const { context, changed, store, byId, page } = openPanels(t);
  bindPresets(context);
  const { name, experiment } = page.presets.find(({ name }) => name === "vanishing");
  const show = (/** @type {string | null} */ preset) => store.dispatch({ type: "view", patch: { preset } });
  byId("preset").value = name;
  changed({ ...page.defaults, ...experiment });
  show(name);
  store.dispatch({ type: "notice", message: "Learning rate 0.1", tone: "plain" });
  assert.equal(byId("preset").value, name);
  show(null);
  assert.equal(byId("preset").value, "");
  show(name);
  assert.equal(byId("preset").value, name, "done again");
  changed({ dataset: "spiral" });
  assert.equal(byId("preset").value, "", "an entry that is shown cannot be chosen again");
});

test("the text of a preset goes with the setting that it is about, and comes back with it", (t) => {
  const { context, changed, store, byId, page } = openPanels(t);
  bindPresets(context);
  const preset = page.presets.find(({ name }) => name === "vanishing");
  store.dispatch({ type: "view", patch: { preset: preset.name } });
  changed({ ...page.defaults, ...preset.experiment }, { message: "something else" });
  assert.equal(byId("preset-text").hidden, false);
  changed({ activation: "relu" });
  assert.equal(byId("preset-text").hidden, true, "ReLU does learn");
  changed({ activation: "sigmoid", l2: 0.1 });
  assert.equal(byId("preset-text").hidden, false, "the text says nothing of a penalty");
});

test("the text of a preset stays beside later messages, until another dataset comes", (t) => {
  const { context, changed, store, byId, page } = openPanels(t);
  bindPresets(context);
  const preset = page.presets.find(({ message }) => /^Press [^:]*: /.test(message));
  store.dispatch({ type: "view", patch: { preset: preset.name } });
  const dataset = preset.experiment.dataset ?? page.defaults.dataset;
  changed({ dataset }, { message: preset.message });
  assert.equal(byId("preset-text").hidden, true, "the status line shows the same text");
  changed({ learning_rate: 0.1 }, { message: "Learning rate 0.1" });
  assert.equal(byId("preset-text").hidden, false);
  assert.equal(byId("preset-text").textContent, presetText(preset.message));
  changed({ dataset: "another" }, { message: "Dataset another" });
  assert.equal(byId("preset-text").hidden, true);
  changed({ dataset }, { message: "Back at step 7" });
  assert.equal(byId("preset-text").hidden, false, "undone");
  store.dispatch({ type: "view", patch: { preset: null } });
  assert.equal(byId("preset-text").hidden, true, "the preset is undone");
});

test("the text of a preset with samples of its own stays with a table, and goes with another dataset", (t) => {
  const { context, changed, store, byId, page } = openPanels(t);
  bindPresets(context);
  const preset = page.presets.find(({ name }) => name === "mazur");
  store.dispatch({ type: "view", patch: { preset: "mazur" } });
  const table = { table: "t", n_samples: 1, n_features: 2, names: [] };
  changed({ ...preset.experiment, dataset: table }, { message: preset.message });
  changed({ l2: 0.1 }, { message: "L2 penalty 0.1" });
  assert.equal(byId("preset-text").textContent, presetText(preset.message));
  changed({ initial_parameters: null }, { message: "Back at step 0" });
  assert.equal(byId("preset-text").hidden, true, "the text is about other weights");
});

test("the text about A and B goes when they are swapped, differ otherwise, or B is gone", (t) => {
  const { context, changed, store, byId, page } = openPanels(t);
  bindPresets(context);
  const preset = page.presets.find(({ name }) => name === "cured-by-relu");
  const own = { ...page.defaults, ...preset.experiment };
  const twin = (experiment) => store.dispatch(experiment ? twinOf({ experiment }) : twinOf(null));
  const isShown = () => !byId("preset-text").hidden;
  const begin = () => {
    changed(own);
    store.dispatch({ type: "view", patch: { preset: preset.name } });
    twin({ ...own, activation: "relu" });
    store.dispatch({ type: "notice", message: preset.message, tone: "plain" });
    store.dispatch({ type: "notice", message: "something else", tone: "plain" });
    assert.equal(isShown(), true);
  };
  begin();
  changed({ learning_rate: 0.1 });
  assert.equal(isShown(), true, "the text says nothing of it");
  changed({ activation: "relu" });
  assert.equal(isShown(), false);
  begin();
  twin({ ...own, activation: "tanh" });
  assert.equal(isShown(), false);
  begin();
  twin(null);
  assert.equal(isShown(), false);
});

test("the text of a preset leaves out the request to press play", () => {
  assert.equal(presetText("Press play, or the space bar: the first layer hardly learns"), "The first layer hardly learns");
  assert.equal(presetText("Watch the edges: they grow"), "Watch the edges: they grow");
});
