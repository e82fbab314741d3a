import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { attentionFrame, attentionStep } from "../../attention-example.js";
import { openPicture } from "../../attention-picture.js";

const textOf = ({ detail }, selector) => detail.querySelector(selector).textContent;
const written = (value) => value.toPrecision(4).replace("-", "−");

test("without a selection the checks of the step are there", (t) => {
  const opened = openPicture(t, { heads: 2 });
  assert.match(textOf(opened, ".attention-notes"), /18 of 18 cells of dS are A \(dA − Σ A dA\)/);
  assert.doesNotMatch(textOf(opened, ".attention-notes"), /masked/);
});

test("masked cells are counted", (t) => {
  const opened = openPicture(t, { heads: 2, causal: true });
  assert.match(textOf(opened, ".attention-notes"), /6 of 6 masked cells are exactly 0/);
});

test("during a run the numbers change a few times a second, not with every frame", (t) => {
  const { store, press, marks, after, detail } = openPicture(t, { heads: 1 });
  press(marks, "ArrowDown");
  const name = detail.querySelector(".attention-name");
  const before = name.textContent;
  const { frame } = attentionFrame({ heads: 1 });
  const sections = new Map(frame.sections);
  sections.set("node_value", { ...sections.get("node_value"), values: sections.get("node_value").values.map((each) => each / 2) });
  after(1);
  store.takeFrame(frame);
  store.takeFrame({ ...frame, sections });
  assert.equal(name.textContent, before);
  after(200);
  assert.notEqual(name.textContent, before);
});

test("of a batch there is nothing to check, and it says so", (t) => {
  const opened = openPicture(t, {}, { probe: null });
  assert.match(textOf(opened, ".attention-notes"), /^The mean over the batch/);
});

test("grids without room are named", (t) => {
  const opened = openPicture(t, { T: 6, width: 16, heads: 2 }, { size: [359, 300] });
  assert.match(textOf(opened, ".attention-notes"), /Without room here: h, C, h′, a,? and h″\.$/);
});

test("a weight shows its number, its gradient, the products of its score and the four parts of that", (t) => {
  const options = { heads: 1 };
  const opened = openPicture(t, options);
  const { press, marks, detail } = opened;
  for (const key of ["ArrowDown", "ArrowDown", "ArrowRight"]) press(marks, key);
  const { values, grads, inputs } = attentionStep(options);
  const at = 1 * 3 + 1;
  assert.equal(textOf(opened, ".attention-name"), `A, query 2, key 2 = ${written(values.A[0][at])}`);
  assert.equal(textOf(opened, ".attention-value"), `dA, query 2, key 2 = ${written(grads.A[0][at])}`);
  assert.equal(textOf(opened, ".attention-sum"), `Σ Q · K ÷ √4 = ${written(values.S[0][at])}, over 4 numbers`);
  assert.equal(detail.querySelectorAll(".attention-terms li").length, 4);
  const parts = [...detail.querySelectorAll(".attention-parts td")].slice(1).map(({ textContent }) => Number(textContent.replace("−", "-")));
  assert.ok(Math.abs(parts.reduce((sum, each) => sum + each, 0) - values.S[0][at]) < 1e-3);
  assert.equal(detail.querySelectorAll(".attention-parts .largest").length, 1);
  const heads = [...detail.querySelectorAll(".attention-parts th")].map(({ textContent }) => textContent);
  assert.deepEqual(heads, [`key: token ${inputs[1]}`, "key: place 2", `query: token ${inputs[1]}`, "query: place 2"]);
});

test("bars are as high as the products, and below the line where they are negative", (t) => {
  const { press, marks, detail } = openPicture(t, { heads: 1 });
  press(marks, "ArrowDown");
  let negative = 0;
  for (const _ of [1, 2, 3]) {
    const bars = [...detail.querySelectorAll(".attention-terms li")];
    assert.equal(Math.max(...bars.map(({ style }) => Number(style.getPropertyValue("--size")))), 1);
    for (const bar of bars) assert.equal(bar.classList.contains("negative"), bar.title.includes("−"));
    negative += bars.filter(({ title }) => title.includes("−")).length;
    press(marks, "ArrowRight");
  }
  assert.ok(negative > 0);
});

test("masked cells have no products and no parts", (t) => {
  const opened = openPicture(t, { heads: 1, causal: true });
  for (const key of ["ArrowDown", "ArrowRight"]) opened.press(opened.marks, key);
  assert.match(textOf(opened, ".attention-how"), /^Masked/);
  assert.equal(opened.detail.querySelector(".attention-parts").hidden, true);
});

test("other cells have no parts, and those that are no sum no products", (t) => {
  const opened = openPicture(t, { heads: 1 });
  for (const key of ["ArrowDown", "ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft"]) opened.press(opened.marks, key);
  assert.match(textOf(opened, ".attention-name"), /^V, position 1/);
  assert.deepEqual([opened.detail.querySelector(".attention-parts").hidden, opened.detail.querySelector(".attention-terms").hidden], [true, true]);
});
