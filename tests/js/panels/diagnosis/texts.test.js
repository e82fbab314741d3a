import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { adviceOf, headingOf, paragraphOf, stepsOf } from "../../../../static/js/panels/diagnosis/texts.js";
import { findingOf } from "./findings.js";

const ROOT = new URL("../../../../", import.meta.url);
const read = (path) => readFileSync(new URL(path, ROOT), "utf8");
const label = (_field, value) => ({ relu: "ReLU" })[value] ?? value;
const EXPERIMENT = { activation: "sigmoid", output: "tanh", learning_rate: 0.03 };
const shown = (more = {}) => ({ ...findingOf(more), run: 0, step: 1500, ...more });

test("a paragraph has the numbers of the finding, with two digits", () => {
  const text = paragraphOf(shown(), EXPERIMENT, label);
  assert.ok(text.includes("about 0.20:"), text);
  assert.ok(text.includes("derivatives of sigmoid let 0.23 through (they cannot exceed 0.25), the weights 0.88."), text);
  assert.ok(text.includes("8 times over, that leaves 3.0e\u22126."), text);
});

test("one hidden layer is not spoken of as several", () => {
  const evidence = { ...findingOf().evidence, n: 1 };
  assert.ok(!paragraphOf(shown({ evidence }), EXPERIMENT, label).includes("times over"));
});

test("layers count from 1, and the activation is that of the layer", () => {
  const finding = shown({ layer: 1 });
  assert.equal(headingOf(finding, EXPERIMENT, label, false), words("diagnosis.vanishing_derivatives", { layer: 2 }));
  assert.ok(paragraphOf(finding, { activation: ["tanh", "relu"] }, label).includes("ReLU"));
});

test("of two networks each is named, and a small batch is said", () => {
  assert.ok(headingOf(shown({ run: 1 }), EXPERIMENT, label, true).startsWith("B: "));
  assert.ok(headingOf(shown(), EXPERIMENT, label, true).startsWith("A: "));
  const evidence = { ...findingOf().evidence, batch: 2 };
  assert.ok(paragraphOf(shown({ evidence }), EXPERIMENT, label).endsWith(words("diagnosis.small_batch", { n: 2 })));
});

test("settings are written as they were set, shares in percent", () => {
  const rate = shown({ rule: "updates_large", cause: "rate", evidence: { ratio: 0.214, rate: 1 } });
  assert.ok(paragraphOf(rate, EXPERIMENT, label).includes("by 0.21 of"));
  assert.ok(paragraphOf(rate, EXPERIMENT, label).includes("rate of 1 "));
  const share = shown({ rule: "output_range", cause: "loss", evidence: { share: 0.31 } });
  assert.equal(paragraphOf(share, EXPERIMENT, label), words("diagnosis.output_range.loss", { share: "31\u2009%", output: "tanh" }));
});

test("the advice names what changes, and leaves out what is so already", () => {
  assert.equal(adviceOf(shown(), EXPERIMENT, label), words("diagnosis.try", { changes: `${words("control.activation")} sigmoid → ReLU` }));
  const both = shown({ advice: { learning_rate: 0.003, output: null, activation: "sigmoid" } });
  assert.ok(!adviceOf(both, { ...EXPERIMENT, output: undefined }, label).includes("sigmoid"));
  assert.equal(adviceOf(shown({ advice: null }), EXPERIMENT, label), "");
});

test("the steps are said, but for a divergence, which has its own", () => {
  assert.equal(stepsOf(shown()), words("diagnosis.at", { step: 1500 }));
  assert.equal(stepsOf(shown({ rule: "diverged" })), "");
});

test("every rule and cause of the engine has its words, and no others have", () => {
  const sources = ["fit", "flow", "kind", "rate", "unit"].map((name) => read(`engine/inspection/diagnosis/${name}_rules.py`));
  const rules = sources.flatMap((text) => [...text.matchAll(/rule="(\w+)"/g)].map(([, rule]) => rule));
  const { later } = JSON.parse(read("app/languages/en.json"));
  const named = Object.keys(later).filter((key) => /^diagnosis\.\w+\.\w+$/.test(key));
  assert.deepEqual(
    [...new Set(rules)].filter((rule) => !(`diagnosis.${rule}` in later)),
    [],
  );
  assert.deepEqual(new Set(named.map((key) => key.split(".")[1])), new Set(rules));
});
