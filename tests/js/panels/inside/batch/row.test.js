import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { t as words } from "../../../../../static/js/base/words/i18n.js";
import { makeBatchRow } from "../../../../../static/js/panels/inside/batch/row.js";
import { openPanels } from "../../../dom.js";
import { CIRCLE, VALUES } from "../../../examples.js";

const SAMPLE = { index: 2, loss: 0.5, outputs: [0.125], targets: [1], term: -0.25 };

function open(row = {}, options = {}) {
  const followed = [];
  const made = makeBatchRow(
    { ...SAMPLE, ...row },
    { data: CIRCLE, pixels: null, digits: 4, probe: null, most: 0.5, isDark: false, onFollow: (index) => followed.push(index), ...options },
  );
  const cells = [...made.children].map(({ textContent }) => textContent);
  return { made, cells, followed, bar: made.querySelector("i") };
}

test("a row has the sample's number from 1 on, its target, output and loss, and what it adds", (t) => {
  openPanels(t);
  const { cells, made } = open();
  assert.deepEqual(cells, ["3", "1", "+0.1250", "0.5000", "−0.2500"]);
  assert.equal(made.querySelector("button").getAttribute("aria-label"), words("batch.follow", { n: 3 }));
  const digits = open({ term: 1 / 3 }, { digits: 17 }).cells[4];
  assert.ok(digits.length > 15, digits);
});

test("of several outputs it has the class of the largest", (t) => {
  openPanels(t);
  const data = { ...CIRCLE, task: "classification", class_names: ["a", "b", "c"], train: { ...CIRCLE.train, label: [0, 0, 1] } };
  assert.deepEqual(open({ outputs: [0.1, 0.2, 0.7], targets: [0, 1, 0] }, { data }).cells.slice(1, 3), ["b", "c"]);
  assert.equal(open({ outputs: [null, null, null], targets: [0, 1, 0] }, { data }).cells[2], "–");
});

test("without targets of its own it has neither target nor output", (t) => {
  openPanels(t);
  const data = { ...CIRCLE, task: "classification", class_names: ["a", "b", "c"], train: { ...CIRCLE.train, label: [0, 0, [1, 2]] } };
  assert.deepEqual(open({ outputs: [], targets: [] }, { data }).cells, ["3", "0.5000", "−0.2500"]);
});

test("the bar is to the side of its sign, as long as its share of the longest; none where there is no number yet", (t) => {
  openPanels(t);
  const shape = (term) => {
    const { bar } = open({ term });
    return [bar.className, bar.style.getPropertyValue("--share")];
  };
  assert.deepEqual(
    [shape(-0.25), shape(0.5), shape(0), shape(null)],
    [
      ["negative", "0.5"],
      ["positive", "1"],
      ["positive", "0"],
      ["unknown", "0"],
    ],
  );
});

test("a click follows the sample, a second one lets it go", (t) => {
  openPanels(t);
  const first = open();
  first.made.click();
  assert.deepEqual([first.followed, first.made.querySelector("button").getAttribute("aria-pressed")], [[2], "false"]);
  const second = open({}, { probe: 2 });
  second.made.click();
  assert.deepEqual([second.followed, second.made.querySelector("button").getAttribute("aria-pressed")], [[null], "true"]);
});

test("a sample that is a picture shows it", (t) => {
  openPanels(t);
  const data = { ...CIRCLE, pictures: { rows: 1, columns: 1, pixels: "" } };
  assert.equal(open({}, { data, pixels: new Uint8Array(9) }).made.querySelectorAll("canvas").length, 1);
  assert.equal(open().made.querySelectorAll("canvas").length, 0);
});

test("scaled values are in the units of their table, 0 too", (t) => {
  openPanels(t);
  const cells = (targets, outputs, target_means = [300, 2]) => open({ targets, outputs }, { data: { ...VALUES, target_means } }).cells.slice(1, 4);
  assert.deepEqual(cells([0], [0.5], [300]), ["300", "+310.0", "0.5000"]);
  assert.deepEqual(cells([0, 1], [1, null]), ["+300.0, +4.000", "+320.0, –", "0.5000"]);
});
