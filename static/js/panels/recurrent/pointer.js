/** Selection on the picture of a recurrent network by pointer and keys. */

import { setText } from "../../base/page/dom.js";
import { isSame, nextTimeTarget, timeTargetAt } from "../../scene/recurrent/targets.js";
import { targetSentence } from "./texts.js";

/** @import { Model } from "./model.js" */
/** @import { TimeTarget } from "../../scene/recurrent/targets.js" */

/** @param {HTMLCanvasElement} canvas @param {HTMLElement} spoken what a key has selected @param {Model} model */
export function bindTimePointer(canvas, spoken, model) {
  const { shape, factors, hover, pinned, weight, choose } = model;
  let isByKeys = false;

  /** @param {MouseEvent} event */
  function under(event) {
    const { left, top } = canvas.getBoundingClientRect();
    return shape.value && timeTargetAt(shape.value, factors.value, event.clientX - left, event.clientY - top);
  }

  /** @param {TimeTarget | null} target */
  function show(target) {
    if (!isSame(target, hover.peek())) hover.value = target;
  }

  canvas.addEventListener("pointermove", (event) => {
    isByKeys = false;
    show(under(event));
  });
  canvas.addEventListener("pointerleave", () => isByKeys || show(null));
  canvas.addEventListener("blur", () => isByKeys && show(null));
  canvas.addEventListener("click", (event) => choose(under(event)));
  canvas.addEventListener("keydown", (event) => {
    if (!shape.value || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = hover.value ?? pinned.value ?? weight.value;
    if (/^Arrow/.test(event.key)) {
      isByKeys = true;
      show(nextTimeTarget(shape.value, factors.value, target, event.key));
      const of = model.recurrence.value;
      if (of && hover.value) {
        setText(
          spoken,
          targetSentence(hover.value, { frame: model.frame.value, network: model.network.value, of, factors: factors.value, terms: model.terms.value }),
        );
      }
    } else if (event.key === "Enter") choose(target);
    else if (event.key === "Escape") {
      hover.value = null;
      choose(null);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
}
