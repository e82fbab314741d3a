/** The picture of a convolutional network. */

import { computed, effect, signal } from "@preact/signals-core";
import { createDetail } from "./detail.js";
import { bindHeadings } from "./headings.js";
import { createModel } from "./model.js";
import { createOpened } from "./opened.js";
import { makeParts } from "./parts.js";
import { createPicture } from "./picture.js";
import { bindCard, bindPointer } from "./pointer.js";
import { createQuestions } from "./questions.js";
import { bindTable } from "./table.js";

/** @import { BindPicture } from "../context.js" */

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
  const isOpen = computed(() => opened.place.value !== null);
  const room = { width: 0, height: 0, ratio: 1 };

  /** The row of an opened number takes its room from the picture. */
  function fit() {
    const { width, height, ratio } = room;
    const { clientWidth, clientHeight } = parts.area;
    const size = { width: clientWidth || width, height: clientHeight || height, ratio };
    picture.resize(size.width, size.height, ratio);
    detail.resize(ratio);
    model.size.value = size;
  }

  effect(() => {
    parts.detail.element.hidden = !isOpen.value;
    if (room.width > 0) fit();
  });
  bindPointer(store, model, { canvas: parts.marks, spoken });
  bindCard(store, model, parts.card);
  bindHeadings(store, model, parts.headings, picture);
  bindTable(store, model, parts.rows);

  const wants = computed(() => {
    const part = model.pinned.value?.part;
    const needsDeltas = model.isGradient.value || part === "x" || part === "dx" || part === "pool";
    const needsBefore = needsDeltas || part === "z";
    return {
      nodes: NODES,
      sections: /** @type {import("../../types.js").WatchedName[]} */ ([
        "node_value",
        ...(needsDeltas ? ["node_grad"] : []),
        ...(needsBefore ? ["W_before", "b_before"] : []),
      ]),
    };
  });

  return {
    wants,
    invalidators: [...picture.invalidators, ...detail.invalidators],
    /** @param {number} width @param {number} height @param {number} ratio */
    resize(width, height, ratio) {
      Object.assign(room, { width, height, ratio });
      fit();
    },
    draw() {
      picture.draw();
      detail.draw();
      return false;
    },
  };
}
