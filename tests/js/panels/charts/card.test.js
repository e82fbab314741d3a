import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { bindCard } from "../../../../static/js/panels/charts/card.js";
import { openPage } from "../../dom.js";

const STYLE = { names: ["train", "test"], colors: ["red", "blue"], dashes: [[], [5, 3]], write: (value) => `${value} of loss`, steps: [0, 1000] };

function open(t, marks = [], isObserver = true) {
  const opened = openPage(t);
  const card = bindCard({ marks: () => marks, isObserver: () => isObserver });
  const show = (chart, row, style = STYLE) => {
    card(chart, row, style);
    opened.after(20);
    return lines();
  };
  const element = opened.byId("chart-card");
  const lines = () => (element.hidden ? null : [...element.querySelectorAll("h3, p, dt, dd")].map(({ textContent }) => textContent));
  return { ...opened, show, lines, element };
}

test("the card has the step and each curve's exact value", (t) => {
  const { show, element } = open(t);
  assert.deepEqual(show("loss-chart", { step: 12, values: [0.5, null] }), [words("chart.step", { step: 12 }), "train", "0.5 of loss", "test", "null of loss"]);
  assert.deepEqual(
    [...element.querySelectorAll("i")].map(({ dataset, style }) => [dataset.dash, style.getPropertyValue("--tone")]),
    [
      ["0", "red"],
      ["3", "blue"],
    ],
  );
});

test("whoever may go to the step is told how, below its values", (t) => {
  const { show } = open(t, [], false);
  assert.equal(show("loss-chart", { step: 12, values: [1, 2] }).at(-1), words("chart.step.go"));
});

test("it goes when no chart has the pointer", (t) => {
  const { show } = open(t);
  show("loss-chart", { step: 12, values: [1, 2] });
  assert.equal(show("loss-chart", null), null);
});

test("a chart without a value at that step tells the nearest one", (t) => {
  const { show } = open(t);
  show("loss-chart", { step: 12, values: [1, 2] });
  const lines = show("gradient-chart", { step: 10, values: [3, 4] });
  assert.deepEqual(lines.filter((line) => line === words("chart.step.nearest", { step: 10 })).length, 1);
  assert.deepEqual(lines.filter((line) => / of loss/.test(line)).map(Number.parseFloat), [1, 2, 3, 4], "the loss comes first");
});

test("changes near the crosshair are told", (t) => {
  const near = { step: 500, text: "rate 1 → 2" };
  const { show } = open(t, [near, { step: 600, text: "far away" }]);
  const told = show("loss-chart", { step: 510, values: [1, 2] });
  assert.ok(told.includes(words("chart.step.change", near)));
  assert.ok(!told.some((line) => line.includes("far away")));
});

test("values that their names do not explain have a title", (t) => {
  const { show } = open(t);
  const lines = show("gradient-chart", { step: 12, values: [1, 2] }, { ...STYLE, title: "rms of delta" });
  assert.deepEqual(lines.slice(0, 3), [words("chart.step", { step: 12 }), "rms of delta", "train"]);
});

test("of many curves some are listed, the first and the last among them", (t) => {
  const { show } = open(t);
  const names = Array.from({ length: 40 }, (_, i) => `layer ${i}`);
  const lines = show("gradient-chart", { step: 1, values: names.map((_, i) => i) }, { ...STYLE, names });
  const listed = names.filter((name) => lines.includes(name));
  assert.deepEqual([listed.length, listed[0], listed.at(-1)], [10, "layer 0", "layer 39"]);
});

test("Escape closes it until the pointer has left", (t) => {
  const { show, press, document } = open(t);
  show("loss-chart", { step: 12, values: [1, 2] });
  press(document, "Escape");
  assert.equal(show("loss-chart", { step: 13, values: [1, 2] }), null);
  show("loss-chart", null);
  assert.notEqual(show("loss-chart", { step: 14, values: [1, 2] }), null);
});
