import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { signal } from "@preact/signals-core";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { bindStrip, nextMark, restoreStrips } from "../../../../static/js/panels/network/gradient-strip.js";
import { networkShape } from "../../../../static/js/scene/network/network.js";
import { headlineOf, markSentence } from "../../../../static/js/scene/strip/factor-texts.js";
import { createStrip, createStripScale } from "../../../../static/js/stage/gradient-strip.js";
import { openPanels } from "../../dom.js";
import { frameOf, networkOf, statusOf } from "../../examples.js";

const NETWORK = networkOf(2, 4, 4, 1);
const FOLDED = { "backprop-live.factors": "folded" };
const doubles = (values) => [[values.length], Float64Array.from(values)];
const FRAME = frameOf({ delta_rms: doubles([1e-5, 1e-3, 0.3]), da_rms: doubles([4e-5, 4e-3, NaN]) }, { step: 12 });

function open(t, { network = NETWORK, stored = {} } = {}) {
  const opened = openPanels(t, { welcome: { network }, stored });
  const { store, byId } = opened;
  const root = byId("factors");
  const canvas = root.querySelector("canvas");
  const shape = signal(networkShape(network, 700, 400, 13));
  const strip = createStrip({ canvas, theme: store.theme, frame: store.frame, twin: signal(null), shape, scale: createStripScale() });
  strip.resize(700, 90, 1);
  canvas.getBoundingClientRect = () => ({ left: 10, top: 20 });
  restoreStrips(store);
  bindStrip(root, store, strip);
  store.takeFrame(FRAME);
  const headline = () => root.querySelector(".factors-headline").textContent;
  return { ...opened, root, canvas, strip, headline };
}

test("the headline is the frame's, and that of a mark while it is pointed at", (t) => {
  const { headline, point, canvas, strip, click } = open(t);
  const factors = strip.factors.value;
  assert.equal(headline(), headlineOf(factors));
  const { x, y, layer, factor } = strip.shape.value.factors[1];
  point(canvas, "pointermove", { clientX: 10 + x + 4, clientY: 20 + y });
  assert.equal(headline(), markSentence({ layer, factor }, factors));
  point(canvas, "pointerleave");
  assert.equal(headline(), headlineOf(factors));
  const dot = strip.shape.value.dots[2];
  click(canvas, { clientX: 10 + dot.x, clientY: 20 + dot.y });
  assert.equal(headline(), markSentence({ layer: 2, factor: null }, factors));
});

test("arrow keys go from mark to mark, and each is said", (t) => {
  const { press, canvas, strip, happen } = open(t);
  const attribute = (name) => canvas.getAttribute(`aria-${name}`);
  assert.deepEqual([attribute("valuemax"), attribute("valuenow"), attribute("valuetext")], ["7", "0", headlineOf(strip.factors.value)]);
  press(canvas, "ArrowRight");
  press(canvas, "ArrowRight");
  assert.deepEqual([attribute("valuenow"), attribute("valuetext")], ["2", markSentence({ layer: 0, factor: "weights" }, strip.factors.value)]);
  assert.equal(press(canvas, "x"), true);
  assert.equal(press(canvas, "ArrowRight", { ctrlKey: true }), true);
  happen(canvas, "blur");
  assert.equal(attribute("valuenow"), "0");
});

test("keys stop at both ends, Escape leaves", () => {
  const marks = [0, 1, 2].map((layer) => ({ layer, factor: null }));
  const go = (key, selected) => nextMark(key, marks, selected);
  assert.deepEqual(
    [go("ArrowRight", null), go("ArrowRight", marks[2]), go("ArrowLeft", null), go("ArrowLeft", marks[0])],
    [marks[0], marks[2], marks[2], marks[0]],
  );
  assert.deepEqual([go("Home", marks[1]), go("End", marks[1]), go("Escape", marks[1]), go("a", marks[1])], [marks[0], marks[2], null, undefined]);
  assert.equal(nextMark("ArrowRight", [], null), null);
});

test("the hidden table has all digits of every layer, and multiplies to the ratio", (t) => {
  const { root } = open(t);
  const rows = [...root.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("td")].map(({ textContent }) => textContent));
  assert.equal(root.querySelector("caption").textContent, words("factors.caption", { step: "12" }));
  assert.deepEqual(
    rows.map(([delta]) => delta),
    ["0.00001", "0.001", "0.3"],
  );
  assert.deepEqual(rows[2].slice(1), ["–", "–", "–"]);
  const product = rows.slice(0, 2).flatMap(([, W, slope]) => [Number(W), Number(slope)]);
  assert.ok(Math.abs(product.reduce((all, one) => all * one, 1) / (1e-5 / 0.3) - 1) < 1e-9);
});

test("while it trains the table is written every two seconds", (t) => {
  const { root, store, after } = open(t);
  const caption = () => root.querySelector("caption").textContent;
  store.dispatch(statusOf({ running: true }));
  store.takeFrame({ ...FRAME, step: 13 });
  const before = caption();
  after(100);
  store.takeFrame({ ...FRAME, step: 14 });
  assert.equal(caption(), before);
  after(2000);
  store.takeFrame({ ...FRAME, step: 15 });
  assert.equal(caption(), words("factors.caption", { step: "15" }));
});

test("it folds, and is folded on the next visit", (t) => {
  const { root, click, store, window } = open(t);
  const button = root.querySelector("button");
  assert.equal(button.getAttribute("aria-expanded"), "true");
  click(button);
  assert.deepEqual([store.view.value.showFactors, root.classList.contains("folded"), button.getAttribute("aria-expanded")], [false, true, "false"]);
  assert.deepEqual({ ...window.localStorage }, FOLDED);
  click(button);
  assert.equal(root.classList.contains("folded"), false);
  assert.deepEqual({ ...window.localStorage }, {});
});

test("a strip that was folded on an earlier visit is folded", (t) => {
  assert.equal(open(t, { stored: FOLDED }).root.classList.contains("folded"), true);
});

test("a network of one layer has no strip", (t) => {
  const { root, store } = open(t, { network: networkOf(2, 1) });
  assert.equal(root.hidden, true);
  store.dispatch({ type: "network", ...NETWORK });
  assert.equal(root.hidden, false);
});

test("the legend has theory and twin only when they are drawn", (t) => {
  const { root, store } = open(t);
  const hidden = () => ["theory", "twin"].map((name) => root.querySelector(`.factors-${name}`).hidden);
  assert.deepEqual(hidden(), [true, true]);
  // A point alone is no line.
  store.takeFrame({ ...FRAME, sections: new Map([...FRAME.sections, ["delta_theory", { shape: [3], values: [NaN, 0, 1] }]]) });
  assert.deepEqual(hidden(), [true, true]);
  const sections = new Map([...FRAME.sections, ["delta_theory", { shape: [3], values: [0.01, 0.1, 1] }]]);
  store.takeFrame({ ...FRAME, sections });
  assert.deepEqual(hidden(), [false, true]);
});
