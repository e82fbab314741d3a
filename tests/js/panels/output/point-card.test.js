import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "@preact/signals-core";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { bindPointCard, rowsOf } from "../../../../static/js/panels/output/point-card.js";
import { plotShape } from "../../../../static/js/scene/output/output.js";
import { openPanels } from "../../dom.js";
import { CIRCLE, frameOf, VALUES } from "../../examples.js";

const FOUND = { inputs: [3, 3], targets: [-1], outputs: [0.25], loss: 0.78125, label: 0, predicted: 1 };
const settled = () => new Promise((resolve) => setImmediate(resolve));

function open(t) {
  const opened = openPanels(t);
  opened.answersTo.sample = ({ part, index }) => ({ type: "sample_found", part, index, ...FOUND });
  const plot = plotShape(CIRCLE.domain, CIRCLE.axis_names, 300, 300, 13);
  const box = opened.byId("output-box");
  bindPointCard(opened.context, { box, plot: signal(plot), run: 0 }, opened.byId("probe"));
  const moveTo = async (x, y) => {
    opened.point("output-points", "pointermove", { clientX: plot.x(x), clientY: plot.y(y) });
    await settled();
  };
  const card = () => box.querySelector(".point-card");
  const questions = () => opened.asked.filter(([kind]) => kind === "ask").map(([, request]) => request);
  return { ...opened, plot, moveTo, card, questions, box };
}

test("the point under the pointer has a card: the sample, its target, output and loss", async (t) => {
  const { moveTo, card, questions, point, press, box } = open(t);
  await moveTo(3.1, 2.9);
  assert.deepEqual(questions(), [{ type: "sample", run: 0, part: "train", index: 1 }]);
  assert.equal(card().querySelector("h3").textContent, words("point.train", { n: 2 }));
  assert.equal(card().hidden, false);
  assert.match(card().textContent, /0\.7813.*follow/);
  point(box, "pointerleave");
  assert.equal(card().hidden, true);
  await moveTo(0, 0);
  assert.equal(card().hidden, false);
  press(box, "Escape");
  assert.equal(card().hidden, true);
});

test("a point is told once, and not again at every step", async (t) => {
  const { moveTo, card, store, after, point, box } = open(t);
  const live = () => card().getAttribute("aria-live");
  await moveTo(3.1, 2.9);
  assert.equal(live(), "polite");
  for (const step of [1, 2]) {
    store.takeFrame(frameOf({}, { seq: step, step }));
    after(200);
    await settled();
    assert.equal(live(), "off");
  }
  point(box, "pointerleave");
  await moveTo(3.1, 2.9);
  assert.equal(live(), "polite", "pointed at anew");
});

test("a finger leaves the card that it has opened", async (t) => {
  const { card, point, box, plot } = open(t);
  point("output-points", "pointerdown", { clientX: plot.x(3), clientY: plot.y(3) });
  await settled();
  box.dispatchEvent(Object.assign(new box.ownerDocument.defaultView.Event("pointerleave"), { pointerType: "touch" }));
  assert.equal(card().hidden, false);
  point("output-points", "pointerdown", { clientX: plot.x(-5), clientY: plot.y(5) });
  assert.equal(card().hidden, true);
});

test("test points have one while they are shown, and beside all points there is none", async (t) => {
  const { moveTo, card, questions, view } = open(t);
  await moveTo(-4, 4);
  assert.deepEqual([questions().length, card().hidden], [0, true]);
  view({ showTest: true });
  await moveTo(-4, 4.1);
  assert.deepEqual(questions(), [{ type: "sample", run: 0, part: "test", index: 1 }]);
  assert.doesNotMatch(card().textContent, /follow/, "only training samples can be followed");
});

test("its numbers change with the network, and an answer that came too late is not shown", async (t) => {
  const { moveTo, card, questions, store, after, answersTo } = open(t);
  await moveTo(3, 3);
  store.takeFrame({ ...frameOf({}), step: 5 });
  after(200);
  await settled();
  assert.equal(questions().length, 2);
  let release;
  answersTo.sample = () =>
    new Promise((resolve) => {
      release = () => resolve({ ...FOUND, loss: 99 });
    });
  await moveTo(0, 0);
  answersTo.sample = () => FOUND;
  await moveTo(-3, -3);
  release();
  await settled();
  assert.match(card().textContent, /0\.7813/);
  assert.equal(card().querySelector("h3").textContent, words("point.train", { n: 3 }));
});

test("many inputs are counted, many outputs are the class with its number", () => {
  const data = { ...CIRCLE, input_names: Array.from({ length: 64 }, (_, i) => `p${i}`), class_names: ["a", "b", "c"] };
  const inputs = Array(64).fill(0.5);
  const rows = rowsOf({ ...FOUND, inputs, targets: [0, 1, 0], outputs: [0.1, 0.2, 0.7], label: 1, predicted: 2 }, data, (name) => name);
  assert.deepEqual(rows.slice(3), [
    ["p3", "+0.5000"],
    [words("point.more"), "60"],
    [words("point.target"), "b · 1.000"],
    [words("point.output"), "c · 0.7000"],
    [words("point.loss"), "0.7813"],
  ]);
});

test("a regression has numbers alone, and classes whose names are numbers, too", () => {
  const named = (names) => rowsOf({ ...FOUND, label: 0 }, { ...CIRCLE, class_names: names }, (name) => name)[2][1];
  assert.deepEqual([named(["−1", "+1"]), named(["no", "yes"])], ["−1.000", "no · −1.000"]);
  const rows = rowsOf(
    { ...FOUND, inputs: [1], targets: [0.5], label: null, predicted: null },
    { ...CIRCLE, input_names: ["x1"], class_names: [] },
    (name) => name,
  );
  assert.deepEqual(rows, [
    ["x1", "+1.000"],
    [words("point.target"), "+0.5000"],
    [words("point.output"), "+0.2500"],
    [words("point.loss"), "0.7813"],
  ]);
});

test("while the number of a sample has the focus, the card is of the sample that is followed", async (t) => {
  const { card, happen, view, questions } = open(t);
  happen("probe", "focus");
  await settled();
  assert.equal(card().hidden, true);
  view({ probe: 1 });
  happen("probe", "change");
  await settled();
  assert.deepEqual([questions().at(-1), card().hidden], [{ type: "sample", run: 0, part: "train", index: 1 }, false]);
  happen("probe", "blur");
  assert.equal(card().hidden, true);
});

test("a value that has a name is called by it, target and output", () => {
  const rows = rowsOf({ ...FOUND, inputs: [1], targets: [300, 2], outputs: [290.5, 3], label: null, predicted: null }, VALUES, (name) => name);
  assert.deepEqual(rows.slice(1, -1), [
    [words("point.target.of", { name: "price" }), "+300.0"],
    [words("point.output.of", { name: "price" }), "+290.5"],
    [words("point.target.of", { name: "rent" }), "+2.000"],
    [words("point.output.of", { name: "rent" }), "+3.000"],
  ]);
});
