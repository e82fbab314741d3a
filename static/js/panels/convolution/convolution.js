/** The picture of a convolutional network. */

import { computed, effect, signal } from "@preact/signals-core";
import { sizeOnScreen } from "../../base/page/pixel-ratio.js";
import { isParameter } from "../../scene/convolution/numbers.js";
import { createDetail } from "./detail.js";
import { bindHeadings } from "./headings.js";
import { createModel } from "./model.js";
import { createOpened } from "./opened-number.js";
import { bindPageSelection } from "./page-selection.js";
import { makeParts } from "./parts.js";
import { createPicture } from "./picture.js";
import { bindCard, bindPointer } from "./pointer.js";
import { createQuestions } from "./questions.js";
import { bindTable } from "./table.js";

/** @import { WatchedName } from "../../types.js" */
/** @import { BindPicture } from "../context.js" */
/** @import { Model } from "./model.js" */

/** The nodes of the graph whose numbers are on screen. */
const NODES = ["x", "z", "a", "pool"];

/** @type {BindPicture} */
export function bindConvolution(context, { box, spoken, beside }, run) {
  const { store } = context;
  const parts = makeParts(box, run);
  const model = createModel(store, beside);
  const ofBatch = signal(false);
  const { terms } = createQuestions(context, model, run === 1 ? 1 : 0, ofBatch);
  const opened = createOpened(store, model, terms);
  const picture = createPicture(store, model, parts, () => opened.places.value);
  const detail = createDetail(store, model, opened, { parts: parts.detail, terms, ofBatch });
  // Inside a step the inspector has its place.
  const isOpen = computed(() => opened.place.value !== null && store.view.value.tab !== "inside");
  let ratio = 1;

  function draw() {
    picture.draw();
    detail.draw();
    return false;
  }

  /** Fits the canvases to their boxes: the row of an opened number and the legend take their room from the picture. */
  function fit() {
    const { width, height } = sizeOnScreen(parts.area);
    picture.resize(width, height, ratio);
    detail.resize(ratio);
    model.size.value = { width, height, ratio };
    // At once, because a canvas is blank after it is resized.
    draw();
  }

  effect(() => {
    parts.detail.element.hidden = !isOpen.value;
  });
  effect(() => {
    // Below two of them one legend is enough.
    parts.legend.hidden = run === 0 && store.view.value.tab === "twins" && beside.state.value.network?.kind === "convolution";
  });
  const observer = new ResizeObserver(fit);
  for (const element of [parts.area, parts.detail.room]) observer.observe(element);
  if (run === 0) bindPageSelection(store, model);
  bindPointer(store, model, { canvas: parts.marks, spoken });
  bindCard(store, model, parts.card);
  bindHeadings(store, model, parts.headings, picture);
  bindTable(store, model, parts.rows);

  return {
    wants: wantsOf(model),
    invalidators: [...picture.invalidators, ...detail.invalidators],
    /** @param {number} _width @param {number} _height @param {number} newRatio */
    resize(_width, _height, newRatio) {
      ratio = newRatio;
      fit();
    },
    draw,
  };
}

/** Returns what the picture needs of frames: more where it shows gradients, updates or sums. @param {Model} model */
function wantsOf({ lens, hover, pinned, isGradient }) {
  const isOfParameter = computed(() => [hover.value, pinned.value].some((place) => place !== null && isParameter(place.part)));
  return computed(() => {
    const part = pinned.value?.part;
    const needsDeltas = isGradient.value || part === "x" || part === "dx" || part === "pool";
    const needsBefore = needsDeltas || part === "z";
    return {
      nodes: NODES,
      sections: /** @type {WatchedName[]} */ ([
        ...["W", "b", "dW", "db", "node_value"],
        ...(lens.value === "updates" || isOfParameter.value ? ["update_W", "update_b"] : []),
        ...(needsDeltas ? ["node_grad"] : []),
        ...(needsBefore ? ["W_before", "b_before"] : []),
      ]),
    };
  });
}
