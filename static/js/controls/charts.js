/** The two charts: what their curves are, and what their headings say. */

import { effect } from "@preact/signals-core";
import { count, number } from "../format.js";
import { byId, make, setText } from "./dom.js";

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
    return theme ? [theme.curveTrain, theme.curveTest] : [];
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
        names: Array.from({ length: n }, (_, i) => (i === n - 1 ? "output" : `layer ${i + 1}`)),
        colors: store.theme.peek()?.layers(n) ?? [],
        dashes: [],
        isLog: true,
      };
    },
    onHover: (index) => {
      const { steps, series } = store.gradients.columns();
      const first = series[0]?.[index ?? -1];
      const last = series.at(-1)?.[index ?? -1];
      const isOver = index !== null && first !== undefined;
      setText(
        byId("gradient-hover"),
        isOver ? `step ${count(steps[index])}: ${number(first, 2)} … ${number(last, 2)}` : "rms ∂L/∂W",
      );
    },
  });
  bindRatio(store);
}

/** How much larger the output's gradient is than the first layer's. @param {Store} store */
function bindRatio(store) {
  const box = byId("gradient-ratio");
  const figure = make("b");
  box.append("output ÷ layer 1 ", figure);
  effect(() => {
    void store.drawn.value;
    const { steps, series } = store.gradients.columns();
    const first = middleOf(series[0] ?? []);
    const last = middleOf(series.at(-1) ?? []);
    box.hidden = series.length < 2 || steps.length === 0;
    if (first === null || last === null) return;
    setText(figure, first === 0 ? (last === 0 ? "–" : "∞") : rounded(last / first));
  });
}

const RECENT = 24;

/** The median of the newest values. @param {(number | null)[]} values */
function middleOf(values) {
  const recent = values.slice(-RECENT).flatMap((value) => (value === null ? [] : [value]));
  recent.sort((a, b) => a - b);
  return recent[recent.length >> 1] ?? null;
}

/** @param {number} ratio */
const rounded = (ratio) => (ratio >= 1000 && ratio < 1e9 ? count(Number(ratio.toPrecision(2))) : number(ratio, 2));

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
