import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "@preact/signals-core";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { bindSamples } from "../../../../static/js/panels/output/samples.js";
import { DEFAULT_VIEW } from "../../../../static/js/state/store/reducer.js";
import { openPanels } from "../../dom.js";
import { frameOf, networkOf, PICTURES, THEME } from "../../examples.js";

const N = 65;
const MANY = { ...PICTURES, pictures: { rows: 1, columns: 2, pixels: btoa("\u0000\u00ff".repeat(N + 1)) }, train: { x: [], y: [], label: Array(N).fill(0) } };

function open(t, data = PICTURES, predicted = [0, 2, 2]) {
  const network = { ...networkOf(2, 3, 1), n_evaluated: [data.train.label.length, data.test.label.length] };
  const opened = openPanels(t, { welcome: { data, network } });
  const [isShown, part] = [signal(true), signal("train")];
  bindSamples(opened.context, { isShown, part });
  const answer = (classes) => {
    opened.store.takeFrame(frameOf({ predicted: [[classes.length], Uint8Array.from(classes)] }));
    opened.after(100);
  };
  answer(predicted);
  const shown = () => [...opened.byId("samples-grid").children].filter(({ hidden }) => !hidden);
  const names = () => shown().map((item) => item.querySelector("button").title);
  return { ...opened, part, isShown, answer, shown, names };
}

test("each picture has its class, and what it is taken for", (t) => {
  const { names, shown, byId } = open(t);
  assert.deepEqual(names(), [words("samples.right", { is: "zero", as: "zero" }), words("samples.wrong", { is: "one", as: "two" })]);
  assert.deepEqual(
    shown().map((item) => item.classList.contains("wrong")),
    [false, true],
  );
  assert.equal(byId("samples-count").textContent, "1");
});

test("pictures are drawn dark on light, in the dark theme light on dark", (t) => {
  const { shown, store } = open(t);
  const pixels = () => [...shown()[0].querySelector("canvas").getContext("2d").painted.at(-1).args[0].data];
  assert.deepEqual(pixels(), [255, 255, 255, 255, 0, 0, 0, 255]);
  store.setTheme({ ...THEME, dark: true });
  assert.deepEqual(pixels(), [0, 0, 0, 255, 255, 255, 255, 255]);
});

test("a click on a training sample probes it, a second one lets it go; test samples cannot be probed", (t) => {
  const { shown, store, part, click } = open(t);
  const button = () => shown().at(-1).querySelector("button");
  click(button());
  assert.deepEqual([store.view.value.probe, button().getAttribute("aria-pressed")], [1, "true"]);
  click(button());
  assert.equal(store.view.value.probe, null);
  part.value = "test";
  assert.equal(button().disabled, true);
});

test("of many samples those are listed that a network has evaluated, and a title says so", (t) => {
  const { store, names, byId, answer } = open(t);
  store.dispatch({ type: "network", ...store.state.value.network, n_evaluated: [1, 1] });
  answer([1, 2]);
  assert.deepEqual(names(), [words("samples.wrong", { is: "zero", as: "one" })]);
  assert.equal(byId("samples-place").textContent, words("samples.place", { from: 1, to: 1, all: 1 }));
  assert.equal(byId("samples-place").title, words("output.part", { train: 1, test: 1, all_train: 2, all_test: 1 }));
});

test("thirty pictures make a page, and pages end where the samples do", (t) => {
  const { shown, click, byId } = open(t, MANY, Array(N + 1).fill(0));
  const place = () => [shown().length, byId("samples-place").textContent, byId("samples-back").disabled, byId("samples-on").disabled];
  const from = (first, last) => words("samples.place", { from: first, to: last, all: N });
  assert.deepEqual(place(), [30, from(1, 30), true, false]);
  click("samples-on");
  click("samples-on");
  assert.deepEqual(place(), [5, from(61, 65), false, true]);
  click("samples-back");
  assert.deepEqual(place(), [30, from(31, 60), false, false]);
});

test("another choice begins at its first page; to hold a list keeps the page", (t) => {
  const { click, byId } = open(t, MANY, Array(N + 1).fill(1));
  const place = () => byId("samples-place").textContent;
  click("samples-on");
  byId("samples-wrong").click();
  assert.equal(place(), words("samples.place", { from: 1, to: 30, all: N }));
  click("samples-on");
  byId("samples-hold").click();
  assert.equal(place(), words("samples.place", { from: 31, to: 60, all: N }));
});

test("the wrong ones are there at once when the view is opened again", (t) => {
  const { names, byId, isShown, after } = open(t);
  byId("samples-wrong").click();
  after(5000);
  isShown.value = false;
  isShown.value = true;
  assert.equal(names().length, 1);
});

test("only the wrong ones can be shown; where there are none the page says so", (t) => {
  const { names, byId, answer, after } = open(t);
  byId("samples-wrong").click();
  assert.deepEqual(names(), [words("samples.wrong", { is: "one", as: "two" })]);
  after(1000);
  answer([0, 1, 2]);
  assert.deepEqual([names(), byId("samples-none").hidden], [[], false]);
});

test("the wrong ones are chosen again once a second, or not at all while they are held", (t) => {
  const { shown, byId, answer, after } = open(t);
  byId("samples-wrong").click();
  answer([2, 2, 2]);
  assert.equal(shown().length, 1, "too early");
  after(1000);
  answer([2, 2, 2]);
  assert.equal(shown().length, 2);
  byId("samples-hold").click();
  after(5000);
  answer([0, 1, 2]);
  assert.equal(shown().length, 2);
});

test("holding is for the wrong ones only", (t) => {
  const { byId } = open(t);
  assert.equal(byId("samples-hold").disabled, true);
  byId("samples-wrong").click();
  assert.equal(byId("samples-hold").disabled, false);
});

test("the choice of wrong ones is part of the view, so that another preset begins without it", (t) => {
  const { byId, store, names, view } = open(t);
  byId("samples-wrong").click();
  byId("samples-hold").click();
  assert.deepEqual(store.view.value.samples, { onlyWrong: true, isHeld: true });
  assert.equal(names().length, 1);
  view({ samples: DEFAULT_VIEW.samples });
  assert.deepEqual([byId("samples-wrong").checked, byId("samples-hold").checked, byId("samples-hold").disabled, names().length], [false, false, true, 2]);
});
