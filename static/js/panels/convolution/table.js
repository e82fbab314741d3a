/** The visually hidden table with the numbers of the kernels. */

import { effect, untracked } from "@preact/signals-core";
import { number } from "../../base/numbers/format.js";
import { make } from "../../base/page/dom.js";
import { numbersOf } from "../../scene/convolution/numbers.js";

/** @import { Store } from "../../state/store/store.js" */
/** @import { Shown } from "../../scene/convolution/numbers.js" */
/** @import { Part, Shape } from "../../scene/convolution/types.js" */
/** @import { Model } from "./model.js" */

const EVERY_MS = 2000;

/** Fills the table, during a run only every few seconds. @param {Store} store @param {Model} model @param {HTMLElement} rows */
export function bindTable(store, model, rows) {
  let last_ms = -Infinity;
  effect(() => {
    void store.frame.value;
    const [shape, { running }, now_ms] = [model.shape.value, store.state.value, performance.now()];
    const shown = untracked(model.shown);
    if (!shape || !shown || (running && now_ms - last_ms < EVERY_MS)) return;
    last_ms = now_ms;
    const filters = shape.net.stages.flatMap(({ n_filters }, stage) => Array.from({ length: n_filters }, (_, filter) => [stage, filter]));
    rows.replaceChildren(
      ...filters.map(([stage = 0, filter = 0]) => {
        const name = shape.net.stages.length > 1 ? `${stage + 1}.${filter + 1}` : String(filter + 1);
        const cells = /** @type {Part[]} */ (["K", "dK", "b"]).map((part) => make("td", { text: textOf(shape, shown, part, stage, filter) }));
        return make("tr", {}, make("th", { text: name, attributes: { scope: "row" } }), ...cells);
      }),
    );
  });
}

/** Writes the numbers of a filter, map after map. @param {Shape} shape @param {Shown} shown @param {Part} part @param {number} stage @param {number} filter */
function textOf({ plots }, shown, part, stage, filter) {
  return plots
    .filter((plot) => plot.part === part && plot.stage === stage && plot.filter === filter)
    .flatMap((plot) => {
      const found = numbersOf(plot, shown);
      return Array.from({ length: plot.rows * plot.columns }, (_, i) => number(found?.values[found.start + i]));
    })
    .join(" ");
}
