/** The choice of the two inputs that span the plane. */

import { computed, effect } from "@preact/signals-core";
import { byId } from "../../base/page/dom.js";

/** @import { PanelContext } from "../context.js" */

/** @param {PanelContext} context */
export function bindAxes({ store, actions, label }) {
  const selects = ["axis-across", "axis-up"].map((id) => /** @type {HTMLSelectElement} */ (byId(id)));
  const inputs = computed(() => store.state.value.data?.axis_choices ?? []);
  const chosen = computed(() => {
    const axes = store.requested.value?.["axes"];
    return Array.isArray(axes) ? axes.map(String) : inputs.value.slice(0, 2);
  });
  const key = computed(() => JSON.stringify(inputs.value.map((name) => [name, label(name)])));

  effect(() => {
    void key.value;
    const names = inputs.peek();
    byId("axes").hidden = names.length < 3;
    for (const select of selects) select.replaceChildren(...names.map((name) => new Option(label(name), name)));
  });
  effect(() => {
    void key.value;
    selects.forEach((select, i) => {
      select.value = chosen.value[i] ?? "";
    });
  });
  selects.forEach((select, i) => {
    select.addEventListener("change", () => {
      const [across = "", up = ""] = chosen.value;
      const old = i === 0 ? across : up;
      const other = i === 0 ? up : across;
      const rest = select.value === other ? old : other;
      actions.set({ axes: i === 0 ? [select.value, rest] : [rest, select.value] });
    });
  });
}
