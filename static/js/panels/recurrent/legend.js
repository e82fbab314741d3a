/** The legend of a recurrent network's picture: what the colours and signs mean, with their present scales. */

import { effect } from "@preact/signals-core";
import { number, powerOfTen, signed } from "../../base/numbers/format.js";
import { make, setText } from "../../base/page/dom.js";
import { throttled } from "../../base/timing/throttled.js";
import { t } from "../../base/words/i18n.js";
import { GRADIENT_DECADES } from "../../scene/recurrent/band-values.js";

/** @import { Model } from "./model.js" */
/** @import { Parts } from "./parts.js" */

/** @param {Parts["legend"]} legend @param {Model} model */
export function bindLegend({ list, low, high, cells, dot, twin, factors, wall }, model) {
  const { store, recurrence } = model;
  const scales = throttled(model.scales);
  effect(() => {
    const isGradient = store.view.value.nodeLens === "delta";
    const { states, memory, gradients, inputs, outcomes } = scales.value;
    const scale = isGradient ? gradients : states;
    setText(cells, t(isGradient ? "recurrent.cells.gradients" : "recurrent.cells.states"));
    setText(low, scale === 0 ? "−" : signed(-scale, 3));
    setText(high, (scale === 0 ? "+" : `+${number(scale, 3)}`) + (memory > 0 && !isGradient ? t("recurrent.cells.memory", { size: number(memory, 3) }) : ""));
    const help = isGradient ? t("recurrent.cells.gradients.help", { least: powerOfTen(-GRADIENT_DECADES) }) : t("recurrent.cells.states.help");
    cells.title = `${help} ${t("recurrent.cells.others", { inputs: number(inputs, 3), outcomes: number(outcomes, 3) })}`;
  });
  effect(() => {
    const of = recurrence.value;
    if (!of) return;
    setText(/** @type {Element} */ (dot.lastElementChild), `rms ∂L/∂${of.state}`);
    dot.title = t(`recurrent.dot.help.${of.state}`);
    const names = of.isLstm ? /** @type {const} */ (["forget", "rest"]) : /** @type {const} */ (["slopes", "weights"]);
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
    twin.hidden = model.twin.value === null;
    list.classList.toggle("is-said-below", model.isFirst && model.twin.value !== null);
    wall.hidden = (recurrence.value?.walls.length ?? 0) === 0;
  });
}
