/** The card beside the charts: exact step and values under the crosshair. */

import { byId, make } from "../../base/page/dom.js";
import { t } from "../../base/words/i18n.js";
import { evenlySpaced } from "../../state/store/curve-history.js";

/** @import { Row } from "../../charts/model.js" */

/** @typedef {{ title?: string | undefined, names: readonly string[], colors: readonly string[], dashes: readonly number[][], write: (value: number | null) => string }} CurveStyle */

const MOST_LINES = 10;
/** Marks within this share of the axis from the crosshair are shown. */
const CLOSE = 0.012;

/**
 * @param {{ marks: () => { step: number, text: string }[], isObserver: () => boolean }} options
 * @returns {(chart: string, row: Row | null, style: CurveStyle & { steps: readonly [number, number] }) => void}
 */
export function bindCard({ marks, isObserver }) {
  const card = byId("chart-card");
  /** @type {Map<string, { row: Row, style: CurveStyle }>} */
  const shown = new Map();
  let scheduled = 0;
  let dismissed = false;
  /** @type {readonly [number, number]} */
  let range = [0, 1];

  function render() {
    scheduled = 0;
    const entries = [...shown.entries()].sort(([a], [b]) => b.localeCompare(a)).map(([, entry]) => entry);
    const first = entries[0];
    card.hidden = !first || dismissed;
    if (!first || dismissed) return;
    const { step } = first.row;
    const close = Math.max(0.5, (range[1] - range[0]) * CLOSE);
    const changes = marks().filter((mark) => Math.abs(mark.step - step) <= close);
    card.replaceChildren(
      make("h3", { text: t("chart.step", { step }) }),
      ...changes.map((mark) => make("p", { class: "change", text: t("chart.step.change", mark) })),
      ...entries.flatMap(({ row, style }) => [
        ...(row.step === step ? [] : [make("p", { class: "soft", text: t("chart.step.nearest", { step: row.step }) })]),
        ...(style.title ? [make("p", { class: "soft", text: style.title })] : []),
        listOf(row, style),
      ]),
      ...(isObserver() ? [] : [make("p", { class: "soft by-mouse", text: t("chart.step.go") })]),
    );
  }

  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || card.hidden) return;
    dismissed = true;
    render();
  });

  return (chart, row, style) => {
    range = style.steps;
    if (row) shown.set(chart, { row, style });
    else shown.delete(chart);
    if (shown.size === 0) dismissed = false;
    if (scheduled === 0) scheduled = requestAnimationFrame(render);
  };
}

/** @param {Row} row @param {CurveStyle} style */
function listOf({ values }, { names, colors, dashes, write }) {
  const lines = evenlySpaced(names.length, MOST_LINES).map((i) => {
    const swatch = make("i", { attributes: { "data-dash": String(Math.min(3, dashes[i]?.length ? (dashes[i]?.[0] ?? 0) : 0)) } });
    swatch.style.setProperty("--tone", colors[i] ?? "");
    const name = make("dt", {}, swatch, document.createTextNode(names[i] ?? ""));
    return make("div", {}, name, make("dd", { text: write(values[i] ?? null) }));
  });
  return make("dl", {}, ...lines);
}
