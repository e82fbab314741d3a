/** The legend of a recurrent network's picture: what the colours and signs mean, with their present scales. */

import { effect } from "@preact/signals-core";
import { number, powerOfTen } from "../../base/numbers/format.js";
import { make, setText } from "../../base/page/dom.js";
import { throttled } from "../../base/timing/throttled.js";
import { t } from "../../base/words/i18n.js";
import { GRADIENT_DECADES } from "../../scene/recurrent/band-values.js";

/** @import { Model } from "./model.js" */
/** @import { Parts } from "./parts.js" */

/** @typedef {"states" | "memory" | "gradients" | "weights" | "dW" | "updates" | "inputs" | "outcomes"} Family of numbers, on one scale */

/** Returns what the colours of the shared matrices are: weights, unless the lens has a scale of its own. @param {string} lens @returns {Family} */
const familyOf = (lens) => (lens === "gradients" ? "dW" : lens === "updates" ? "updates" : "weights");

/** @param {Parts["legend"]} legend @param {Model} model */
export function bindLegend({ list, sizes, shared, dot, twin, factors, wall }, model) {
  const { store, recurrence } = model;
  const scales = throttled(model.scales);
  effect(() => {
    const { lens, nodeLens } = store.view.value;
    const isGradient = nodeLens === "delta";
    const { states, memory, gradients, inputs, outcomes, weights } = scales.value;
    /** @type {[Family, number][]} */
    const families = [
      isGradient ? ["gradients", gradients] : ["states", states],
      ["memory", isGradient ? 0 : memory],
      [familyOf(lens), weights],
      ["inputs", inputs],
      ["outcomes", outcomes],
    ];
    // What is 0 everywhere, or not computed yet, has no colour.
    const coloured = families.filter(([, size]) => size > 0);
    setText(sizes, coloured.map(([name, size]) => t(`recurrent.scale.${name}`, { size: number(size, 3) })).join(" · "));
    sizes.title = isGradient ? t("recurrent.scale.gradients.help", { least: powerOfTen(-GRADIENT_DECADES) }) : t("recurrent.scale.help");
  });
  effect(() => {
    const of = recurrence.value;
    if (!of) return;
    setText(/** @type {Element} */ (dot.lastElementChild), t("recurrent.dot", { state: of.state }));
    dot.title = t(`recurrent.dot.help.${of.state}`);
    const names = of.isLstm ? /** @type {const} */ (["forget", "rest"]) : /** @type {const} */ (["derivatives", "weights"]);
    factors.replaceChildren(
      ...names.map((name) =>
        make(
          "span",
          { class: "time-factor", attributes: { title: t(`recurrent.${name}.help`) } },
          make("b", { text: t(`recurrent.sign.${name}`) }),
          make("span", { text: ` ${t(`recurrent.name.${name}`)}` }),
        ),
      ),
    );
  });
  effect(() => {
    const other = model.twin.value;
    twin.hidden = other === null;
    // The legend of the second network is that of both, but for signs that only the first has.
    const isAbove = model.isFirst && other !== null && store.view.value.tab === "twins";
    list.classList.toggle("is-in-other-legend", isAbove && other.state === recurrence.value?.state);
    list.classList.toggle("is-short", isAbove);
    shared.hidden = model.isTiny.value;
    wall.hidden = (recurrence.value?.walls.length ?? 0) === 0;
  });
}
