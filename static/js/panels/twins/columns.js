/** The names of the layers above the network of the twin. */

import { computed, effect } from "@preact/signals-core";
import { byId, make } from "../../base/page/dom.js";
import { showColumnRoom } from "../network/column-room.js";

/** @import { PanelContext } from "../context.js" */

/** @param {Pick<PanelContext, "shape" | "store">} context of the twin */
export function bindTwinColumns({ shape, store }) {
  const box = byId("twin-columns");
  const columns = computed(() => shape.value?.columns ?? []);
  effect(() => showColumnRoom(box, columns.value, store.theme.value));
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
