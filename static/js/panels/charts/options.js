/** Options of the charts: smoothing, axes, values as a table, files. */

import { effect } from "@preact/signals-core";
import { number, parseNumber, short } from "../../base/numbers/format.js";
import { byId, make, setText } from "../../base/page/dom.js";
import { saveFile } from "../../base/page/save-file.js";
import { t } from "../../base/words/i18n.js";
import { sizeText } from "../../base/words/size-text.js";
import { csvOf } from "../../charts/export-csv.js";
import { pictureOf } from "./charts-picture.js";
import { tableRows, tablesOf } from "./table.js";

/** @import { Store } from "../../state/store/store.js" */
/** @import { PageData, View } from "../../types.js" */
/** @import { Chart } from "../../charts/chart.js" */
/** @import { Beside } from "./compared-branches.js" */

/** @typedef {{ chart: Chart, title: () => string, curves: () => { smoothing: number } }} Drawn a chart, and what a picture needs of it */
/** @typedef {{ store: Store, page: PageData, charts: Drawn[], marks: () => { step: number, text: string }[], beside: () => Beside[] }} OptionsContext */

const TABLE_EVERY_MS = 1000;

/** @param {OptionsContext} context */
export function bindOptions(context) {
  bindSmoothing(context.store, "smoothing", "smoothing");
  bindSmoothing(context.store, "layer-smoothing", "layerSmoothing");
  bindToggle(context.store, "log-loss", "logLoss");
  bindToggle(context.store, "log-steps", "logSteps");
  bindAxisLimits(context.store);
  bindTable(context);
  bindFiles(context);
}

/** @param {Store} store @param {string} id @param {"smoothing" | "layerSmoothing"} name */
function bindSmoothing(store, id, name) {
  const slider = /** @type {HTMLInputElement} */ (byId(id));
  slider.addEventListener("input", () => store.dispatch({ type: "view", patch: { [name]: Number(slider.value) } }));
  effect(() => {
    const smoothing = store.view.value[name];
    slider.value = String(Number(smoothing));
    const text = smoothing > 0 ? number(smoothing, 2) : t("none");
    setText(byId(`${id}-value`), text);
    slider.setAttribute("aria-valuetext", text);
  });
}

/** @param {Store} store @param {string} id @param {"logLoss" | "logSteps"} name */
function bindToggle(store, id, name) {
  const box = /** @type {HTMLInputElement} */ (byId(id));
  box.addEventListener("change", () => store.dispatch({ type: "view", patch: { [name]: box.checked } }));
  effect(() => {
    box.checked = store.view.value[name];
  });
}

/** @param {Store} store */
function bindAxisLimits(store) {
  for (const chart of /** @type {(keyof View["axisLimits"])[]} */ (["loss", "gradient"])) {
    const boxes = ["low", "high"].map((end) => /** @type {HTMLInputElement} */ (byId(`${chart}-${end}`)));
    boxes.forEach((box, i) => {
      box.addEventListener("change", () => {
        const typed = box.value.trim() === "" ? null : parseNumber(box.value);
        const isWrong = typed !== null && Number.isNaN(typed);
        box.setAttribute("aria-invalid", String(isWrong));
        if (isWrong) return;
        const { axisLimits } = store.view.value;
        const [low, high] = axisLimits[chart];
        /** @type {View["axisLimits"]["loss"]} */
        const next = i === 0 ? [typed, high] : [low, typed];
        store.dispatch({ type: "view", patch: { axisLimits: { ...axisLimits, [chart]: next } } });
      });
    });
    effect(() => {
      store.view.value.axisLimits[chart].forEach((limit, i) => {
        const box = boxes[i];
        if (!box) return;
        box.value = limit === null ? "" : short(limit);
        box.removeAttribute("aria-invalid");
      });
    });
  }
}

/** @param {OptionsContext} context */
function bindTable({ store, marks, beside }) {
  const details = /** @type {HTMLDetailsElement} */ (byId("chart-values"));
  let timer = 0;
  function render() {
    timer = 0;
    const { head, body } = tableRows(tablesOf(store, beside()), marks());
    byId("chart-values-head").replaceChildren(rowOf(head, () => "col"));
    byId("chart-values-body").replaceChildren(...body.map((cells) => rowOf(cells, (i) => (i === 0 ? "row" : ""))));
  }
  const schedule = () => {
    if (details.open && timer === 0) timer = window.setTimeout(render, TABLE_EVERY_MS);
  };
  details.addEventListener("toggle", () => {
    if (details.open) render();
  });
  effect(() => {
    void [store.curvesVersion.value, store.marks.value, store.timeline.beside.value];
    schedule();
  });
}

/** @param {readonly string[]} cells @param {(i: number) => string} scopeOf */
function rowOf(cells, scopeOf) {
  const made = cells.map((text, i) => {
    const scope = scopeOf(i);
    return scope ? make("th", { text, attributes: { scope } }) : make("td", { text });
  });
  return make("tr", {}, ...made);
}

/** @param {OptionsContext} context */
function bindFiles({ store, page, charts, marks, beside }) {
  /** @param {string} message @param {"plain" | "error"} [tone] */
  const report = (message, tone = "plain") => store.dispatch({ type: "notice", message, tone });
  const csv = () => csvOf(tablesOf(store, beside()), marks());
  const name = () => {
    const { experiment } = store.state.value;
    return `backprop-live-${String(experiment?.["dataset"] ?? "run")}-step-${store.figures.value.step}`;
  };
  byId("copy-csv").addEventListener("click", async () => {
    const { copy } = await import("../../base/page/clipboard.js");
    const isCopied = await copy(csv());
    report(isCopied ? t("csv.copied") : t("csv.not_copied"), isCopied ? "plain" : "error");
  });
  byId("save-csv").addEventListener("click", () => {
    saveFile(new Blob([csv()], { type: "text/csv;charset=utf-8" }), `${name()}.csv`);
    report(t("csv.saved"));
  });
  byId("save-png").addEventListener("click", async () => {
    const theme = store.theme.value;
    const titles = charts.map(({ title, curves }) => (curves().smoothing > 0 ? t("chart.smoothed", { title: title() }) : title()));
    const parts = charts.map(({ chart }) => chart);
    const picture = theme && (await pictureOf(parts, titles, captionOf(store, page), theme));
    if (!picture) return report(t("picture.failed"), "error");
    saveFile(picture, `${name()}.png`);
    report(t("picture.saved"));
  });
}

/** Returns the caption of the picture: the settings of the run. @param {Store} store @param {PageData} page */
export function captionOf(store, page) {
  const fields = store.state.value.experiment ?? {};
  /** @param {string} field */
  const named = (field) => {
    const value = fields[field];
    return typeof value === "string" ? (page.labels[field]?.[value] ?? value) : t("caption.mixed");
  };
  const [kind, hidden] = [String(fields["network"] ?? "dense"), /** @type {number[]} */ (fields["hidden"] ?? [])];
  const rate = t("caption.rate", { rate: short(Number(fields["learning_rate"])) });
  return [
    named("dataset"),
    kind === "dense" ? t("caption.hidden", { sizes: sizeText(kind, hidden) }) : sizeText(kind, hidden),
    named("activation"),
    named("optimizer"),
    rate,
    t("caption.seed", { seed: String(fields["seed"]) }),
  ].join(" · ");
}
