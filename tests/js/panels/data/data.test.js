import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { make } from "../../../../static/js/base/page/dom.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { bindData } from "../../../../static/js/panels/data/data.js";
import { openPanels } from "../../dom.js";
import { networkOf } from "../../examples.js";

function open(t, experiment = {}, inputs = ["x1", "x2"]) {
  const opened = openPanels(t, { welcome: { experiment, network: { ...networkOf(inputs.length, 1), input_names: inputs } } });
  bindData(opened.context);
  const chips = () => [...opened.byId("features").querySelectorAll("label")].filter(({ hidden }) => !hidden);
  const checked = () =>
    chips()
      .filter((chip) => chip.querySelector("input").checked)
      .map((chip) => chip.querySelector("input").value);
  const box = (name) => opened.byId("features").querySelector(`input[value="${name}"]`);
  return { ...opened, chips, checked, box };
}

test("the chosen dataset is asked for; the one of the experiment is marked and described", (t) => {
  const { choose, asked, byId, page } = open(t, { dataset: "xor" });
  assert.equal(byId("dataset").querySelector("input:checked").value, "xor");
  assert.equal(byId("dataset-name").textContent, words("data.caption", { name: page.labels.dataset.xor, help: page.datasets.xor.help }));
  choose("dataset", "spiral");
  assert.deepEqual(asked, [["set", { dataset: "spiral" }]]);
});

test("a new sample has the next seed", (t) => {
  const { click, asked } = open(t, { data_seed: 2 ** 32 - 1 });
  click("new-sample");
  assert.deepEqual(asked, [["set", { data_seed: 0 }]]);
});

test("the inputs in use are checked, and all checked ones are asked for", (t) => {
  const { checked, box, asked, page } = open(t, { dataset: "circle" });
  assert.deepEqual(checked(), ["x1", "x2"]);
  box(page.datasets.circle.feature_names[2]).click();
  assert.deepEqual(asked, [["set", { features: ["x1", "x2", page.datasets.circle.feature_names[2]] }]]);
});

test("the last input cannot be taken away, and the page says why", (t) => {
  const { box, asked, store } = open(t, { dataset: "circle" }, ["x1"]);
  box("x1").click();
  assert.deepEqual([asked, box("x1").checked, store.state.value.message], [[], true, words("data.one_input")]);
});

test("each dataset offers its own inputs, unless they are too many to choose from", (t) => {
  const { chips, byId, page, changed } = open(t, { dataset: "circle" });
  const offered = (dataset) => {
    changed({ dataset });
    return [byId("features").hidden, chips().length];
  };
  const [many] = Object.entries(page.datasets).find(([, { feature_names: names }]) => names.length === 0);
  assert.deepEqual(offered(many), [true, 0]);
  assert.deepEqual(offered("iris"), [false, page.datasets.iris.feature_names.length]);
});

test("only generated data have noise and a number of samples", (t) => {
  const { byId, changed } = open(t, { dataset: "circle" });
  const hidden = () => ["noise", "n-samples"].map((id) => byId(id).closest(".field").hidden);
  assert.deepEqual(hidden(), [false, false]);
  changed({ dataset: "iris" });
  assert.deepEqual(hidden(), [true, true]);
});

test("where all samples train, there is no share to choose", (t) => {
  const { byId, changed } = open(t, { dataset: "iris" });
  const isHidden = () => byId("train-share").closest(".field").hidden;
  assert.equal(isHidden(), false);
  changed({ dataset: "xor" });
  assert.equal(isHidden(), true);
});

test("the columns of an own table are offered under their headings", (t) => {
  const { chips, checked, asked, box } = open(t, { dataset: { table: "a", n_samples: 4, n_features: 3, names: ["width", "height", "age"] } }, ["x1", "x3"]);
  assert.deepEqual(
    chips().map(({ textContent }) => textContent.trim()),
    ["width", "height", "age"],
  );
  assert.deepEqual(checked(), ["x1", "x3"]);
  box("x3").click();
  assert.deepEqual(asked, [["set", { features: ["x1"] }]]);
});

test("many columns of an own table are searched, all or none of them taken", async (t) => {
  const { chips, checked, asked, byId, changed, settle, store, box } = open(t, { dataset: "circle" });
  const script = make("script", { attributes: { id: "words", "data-later": "words.json" } });
  document.body.append(script);
  t.mock.method(globalThis, "fetch", () => Promise.resolve({ json: () => ({}) }));
  const names = Array.from({ length: 30 }, (_, k) => `column ${k + 1}`);
  changed({ dataset: { table: "a", n_samples: 99, n_features: 30, names }, features: ["x2", "x30"] });
  await settle();
  assert.deepEqual([chips().length, checked(), byId("features").classList.contains("many")], [30, ["x2", "x30"], true]);
  box("x7").click();
  const [all, none] = byId("features").querySelectorAll(".feature-tools button");
  all.click();
  none.click();
  assert.deepEqual(asked, [
    ["set", { features: ["x2", "x7", "x30"] }],
    ["set", { features: names.map((_, k) => `x${k + 1}`) }],
  ]);
  assert.equal(store.state.value.message, words("data.one_input"));
  changed({ dataset: "circle", features: null });
  await settle();
  assert.deepEqual([byId("features").classList.contains("many"), byId("features").querySelector(".feature-tools").hidden], [false, true]);
});

test("a built-in dataset after an own table scales as it does by itself", (t) => {
  const { choose, asked } = open(t, { dataset: { table: "a", n_samples: 3, n_features: 2 }, standardize: false });
  choose("dataset", "iris");
  assert.deepEqual(asked, [["set", { dataset: "iris", standardize: null, standardize_targets: null }]]);
});
