/** The two charts: what their curves are, and what their headings say. */

import { effect } from "@preact/signals-core";
import { count, number } from "../format.js";
import { byId, setText } from "./dom.js";

/** @import { Store } from "../store.js" */
/** @import { ChartOptions } from "../charts.js" */

/**
 * @param {Store} store
 * @param {(options: ChartOptions) => void} createChart
 */
export function bindCharts(store, createChart) {
  const scale = byId("loss-scale");
  scale.addEventListener("click", () =>
    store.dispatch({ type: "view", patch: { logLoss: !store.view.value.logLoss } }),
  );
  effect(() => {
    const { logLoss } = store.view.value;
    setText(scale, logLoss ? "log" : "linear");
    scale.setAttribute("aria-pressed", String(logLoss));
  });

  const lossColors = () => {
    const theme = store.theme.peek();
    return theme ? [theme.ink, theme.accent] : [];
  };
  createChart({
    box: byId("loss-chart"),
    store,
    curves: () => ({
      ...filled(store.losses.columns(), 2),
      names: ["train", "test"],
      colors: lossColors(),
      dashes: [[], [4, 3]],
      isLog: store.view.peek().logLoss,
    }),
    onHover: (index) => {
      const { steps, series } = store.losses.columns();
      const text =
        index === null || steps[index] === undefined
          ? ""
          : `step ${count(steps[index])}: ${number(series[0]?.[index])} / ${number(series[1]?.[index])}`;
      setText(byId("loss-hover"), text);
    },
  });
  createChart({
    box: byId("gradient-chart"),
    store,
    curves: () => {
      const n = store.state.peek().network?.layers.length ?? 0;
      return {
        ...filled(store.gradients.columns(), n),
        names: Array.from({ length: n }, (_, i) => (n > 6 ? String(i + 1) : i === n - 1 ? "output" : `layer ${i + 1}`)),
        colors: store.theme.peek()?.layers(n) ?? [],
        dashes: [],
        isLog: true,
      };
    },
    onHover: (index) => {
      const { steps, series } = store.gradients.columns();
      const first = series[0]?.[index ?? -1];
      const last = series.at(-1)?.[index ?? -1];
      const text = index === null || first === undefined ? "" : `step ${count(steps[index])}: ${number(first, 2)} … ${number(last, 2)}`;
      setText(byId("gradient-hover"), text);
    },
  });
}

/**
 * Curves of a run that has not begun have no values, but as many series.
 *
 * @param {{ steps: number[], series: (number | null)[][] }} columns
 * @param {number} n
 */
function filled({ steps, series }, n) {
  if (series.length === n) return { steps, series };
  return { steps: [], series: Array.from({ length: n }, () => /** @type {(number | null)[]} */ ([])) };
}
