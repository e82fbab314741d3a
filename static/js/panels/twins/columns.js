/** The names of the layers above the network of the twin. */

import { computed, effect } from "@preact/signals-core";
import { byId, make } from "../../base/dom.js";

/** @import { PanelContext } from "../context.js" */

/** @param {Pick<PanelContext, "shape">} context of the twin */
export function bindTwinColumns({ shape }) {
  const box = byId("twin-columns");
  const columns = computed(() => shape.value?.columns ?? []);
  effect(() => {
    box.replaceChildren(
      ...columns.value.map(({ x, title }) => {
        const column = make("div", { class: "column" }, make("div", { class: "column-title", text: title }));
        column.style.transform = `translateX(${x}px)`;
        return column;
      }),
    );
  });
}
