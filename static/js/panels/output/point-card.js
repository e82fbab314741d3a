/** The card of the point under the pointer: what the sample is, and what the network answers to it. */

import { computed, effect, signal, untracked } from "@preact/signals-core";
import { number, signed } from "../../base/numbers/format.js";
import { make } from "../../base/page/dom.js";
import { throttled } from "../../base/timing/throttled.js";
import { t } from "../../base/words/i18n.js";
import { targetName } from "../../base/words/targets.js";
import { nearestPoint } from "../../scene/output/output.js";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { PlotShape } from "../../types.js" */
/** @import { DataFields, Sample, SampleFound } from "../../protocol.js" */
/** @import { PanelContext } from "../context.js" */

const REACH_PX = 12;
/** More numbers are counted. */
const MOST = 4;

/** @typedef {Pick<Sample, "part" | "index">} Place */

/**
 * @param {Pick<PanelContext, "store" | "ask" | "label">} context
 * @param {{ box: HTMLElement, plot: ReadonlySignal<PlotShape | null>, run: 0 | 1 }} output
 * @param {HTMLElement | null} [numberBox] the box for the number of a sample: while it has the focus the card is of the sample that is followed
 */
export function bindPointCard({ store, ask, label }, { box, plot, run }, numberBox = null) {
  const card = make("div", { class: "card point-card", attributes: { "aria-live": "polite" } });
  card.hidden = true;
  box.append(card);
  const place = signal(/** @type {Place | null} */ (null));
  const key = computed(() => JSON.stringify(place.value));
  const step = throttled(computed(() => store.frame.value?.step ?? 0));
  let newest = 0;
  let told = "";

  /** @param {PointerEvent} event */
  const point = ({ clientX, clientY, target }) => {
    const { left, top } = box.getBoundingClientRect();
    const isPlane = target instanceof Element && target.matches("canvas");
    place.value = isPlane && plot.value ? placeAt(store.state.value.data, store.view.value.showTest, plot.value, clientX - left, clientY - top) : null;
  };
  box.addEventListener("pointermove", point);
  box.addEventListener("pointerdown", point);
  box.addEventListener("pointerleave", ({ pointerType }) => {
    if (pointerType !== "touch") place.value = null;
  });
  document.addEventListener("keydown", ({ key: pressed }) => {
    if (pressed === "Escape") place.value = null;
  });
  const showFollowed = () => {
    const { probe } = store.view.peek();
    place.value = probe === null ? null : { part: "train", index: probe };
  };
  for (const kind of ["focus", "change"]) numberBox?.addEventListener(kind, showFollowed);
  if (numberBox && document.activeElement === numberBox) showFollowed();
  numberBox?.addEventListener("blur", () => {
    place.value = null;
  });
  effect(() => {
    void [key.value, step.value, store.state.value.data];
    untracked(() => void show());
  });

  async function show() {
    const at = place.value;
    newest += 1;
    const asked = newest;
    if (!at) {
      card.hidden = true;
      told = "";
      return;
    }
    const found = await ask({ type: "sample", run, ...at }).catch(() => null);
    const { data } = store.state.value;
    if (asked !== newest || !found || !data) return;
    // A screen reader is told of a point once, and not again at every step.
    card.setAttribute("aria-live", key.value === told ? "off" : "polite");
    told = key.value;
    const rows = rowsOf(found, data, label).map(([name, text]) => make("div", {}, make("dt", { text: name }), make("dd", { text })));
    const isTrain = at.part === "train";
    card.replaceChildren(make("h3", { text: t(isTrain ? "point.train" : "point.test", { n: at.index + 1 }) }), make("dl", {}, ...rows));
    if (isTrain) card.append(make("p", { class: "soft", text: t(store.view.value.probe === at.index ? "point.let_go" : "point.follow") }));
    card.hidden = false;
  }
}

/** Returns the sample nearest to a position; test samples only while they are shown. @param {DataFields | null} data @param {boolean} showTest @param {PlotShape} plot @param {number} x @param {number} y @returns {Place | null} */
function placeAt(data, showTest, plot, x, y) {
  if (!data) return null;
  // A click follows a training sample, so where both are near the card is of that one.
  for (const part of /** @type {Place["part"][]} */ (showTest ? ["train", "test"] : ["train"])) {
    const index = nearestPoint(data[part], plot, x, y, REACH_PX);
    if (index !== null) return { part, index };
  }
  return null;
}

/** Returns the rows of the card. @param {SampleFound} found @param {DataFields} data @param {PanelContext["label"]} label @returns {[string, string][]} */
export function rowsOf({ inputs, targets, outputs, loss, label: is, predicted }, data, label) {
  /** @type {[string, string][]} */
  const rows = inputs.slice(0, MOST).map((value, i) => [label(data.input_names[i] ?? ""), signed(value)]);
  if (inputs.length > MOST) rows.push([t("point.more"), String(inputs.length - MOST)]);
  if (targetName(data, 0)) rows.push(...targets.slice(0, MOST).flatMap((target, k) => namedRows(targetName(data, k), target, outputs[k])));
  else rows.push([t("point.target"), answer(targets, is, data)], [t("point.output"), answer(outputs, predicted, data)]);
  rows.push([t("point.loss"), number(loss)]);
  return rows;
}

/** Returns the rows of a value that has a name. @param {string} name @param {number | null} target @param {number | null | undefined} output @returns {[string, string][]} */
const namedRows = (name, target, output) => [
  [t("point.target.of", { name }), signed(target)],
  [t("point.output.of", { name }), signed(output)],
];

/** Writes outputs or targets: the class, and the numbers if they are few. @param {readonly (number | null)[]} values @param {number | null} index of the class @param {DataFields} data */
function answer(values, index, { class_names: names }) {
  const numbers = values.length <= 2 ? values.map((value) => signed(value)).join(", ") : number(values[index ?? 0]);
  const name = index === null ? undefined : names[index];
  const isNumber = values.length <= 2 && !Number.isNaN(Number(name?.replace("−", "-")));
  return name === undefined || isNumber ? numbers : t("point.class", { name, numbers });
}
