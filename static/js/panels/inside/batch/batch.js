/** The batch of the step as a table: each sample with its target, output and loss, and how hard it pulls. */

import { computed, effect, signal, untracked } from "@preact/signals-core";
import { byId, make, setText } from "../../../base/page/dom.js";
import { applyStyles } from "../../../base/page/styles.js";
import { t } from "../../../base/words/i18n.js";
import { isDense } from "../../../scene/kinds/nodes.js";
import { pixelsOf } from "../../../scene/output/output-views.js";
import { nameOf } from "../../network/description.js";
import { askAgain } from "../base/program-feed.js";
import { scalingText } from "../base/scaling.js";
import { askBatch, ordered } from "./numbers.js";
import { makeBatchRow } from "./row.js";

/** @import { PanelContext } from "../../context.js" */
/** @import { State } from "../../../types.js" */
/** @import { BatchNumbers, Order } from "./numbers.js" */

/** Rows beyond these are counted. */
const MOST = 150;
const COLUMNS = /** @type {const} */ (["sample", "target", "output", "loss", "pull"]);

/** @param {PanelContext} context */
export function bindBatch(context) {
  const { store } = context;
  void applyStyles("inside-batch");
  const parts = makeParts(byId("inspector-batch"));
  const numbers = signal(/** @type {BatchNumbers | null} */ (null));
  const order = signal(/** @type {Order} */ ("hardest"));
  const data = computed(() => store.state.value.data);
  const pixels = computed(() => data.value?.pictures && pixelsOf(data.value.pictures));
  parts.hardest.addEventListener("change", () => {
    order.value = parts.hardest.checked ? "hardest" : "batch";
  });
  parts.back.addEventListener("click", () => store.dispatch({ type: "view", patch: { probe: null } }));
  const pinned = () => store.view.value.pinned;
  askAgain(store, "batch", pinned, async () => {
    numbers.value = await askBatch(context.ask, store.view.peek().pinned).catch(() => null);
  });

  effect(() => {
    const found = numbers.value;
    parts.root.classList.toggle("empty", !found);
    if (found) untracked(() => setText(parts.caption, captionOf(found, context)));
  });
  const digits = computed(() => store.view.value.digits);
  const probe = computed(() => store.view.value.probe);
  /** @param {number | null} next */
  const onFollow = (next) => store.dispatch({ type: "view", patch: { probe: next } });
  effect(() => {
    const [found, samples, theme] = [numbers.value, data.value, store.theme.value];
    if (!found || !samples || !theme) return;
    const all = ordered(found.rows, order.value);
    const most = Math.max(...all.map(({ term }) => Math.abs(term ?? 0)));
    const hasOne = all.some(({ targets }) => targets.length > 0);
    for (const heading of parts.ofOneTarget) heading.hidden = !hasOne;
    parts.body.classList.toggle("one-sided", !found.target);
    const options = { data: samples, pixels: pixels.value, digits: digits.value, probe: probe.value, most, isDark: theme.dark, onFollow };
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset["sample"] : undefined;
    parts.body.replaceChildren(...all.slice(0, MOST).map((row) => makeBatchRow(row, options)));
    if (focused) /** @type {HTMLElement | null} */ (parts.body.querySelector(`[data-sample="${focused}"]`))?.focus();
    const left = found.nLeftOut + Math.max(0, all.length - MOST);
    const network = store.state.peek().network;
    const hint = found.target ? "" : t(isUnits(network) ? "batch.hint" : "batch.hint.cells");
    const inPicture = !hasOne && (network?.sequence?.n_target_steps ?? 1) > 1 ? t("batch.sequence") : "";
    const more = left > 0 ? t("batch.more", { n: left }) : "";
    setText(parts.more, [more, hint, inPicture, scalingText("batch.scaled", samples)].filter(Boolean).join(" "));
  });
  effect(() => {
    const isOutside = probe.value !== null && numbers.value !== null && !numbers.value.rows.some(({ index }) => index === probe.value);
    parts.outside.hidden = !isOutside;
    if (isOutside) setText(parts.outsideText, t("batch.outside", { n: (probe.value ?? 0) + 1 }));
  });
}

/** @param {HTMLElement} root */
function makeParts(root) {
  const caption = make("p", { class: "batch-caption" });
  const hardest = make("input", { attributes: { type: "checkbox", id: "batch-hardest" } });
  hardest.checked = true;
  const choice = make("label", { class: "check" }, hardest, make("span", { text: t("batch.hardest") }));
  const outsideText = make("p");
  const back = make("button", { class: "quiet", text: t("batch.back"), attributes: { type: "button" } });
  const outside = make("div", { class: "batch-outside" }, outsideText, back);
  const headings = COLUMNS.map((name) =>
    make("th", { class: name === "output" ? "batch-output" : "", text: t(`batch.${name}`), attributes: { scope: "col" } }),
  );
  const ofOneTarget = headings.filter((_, k) => COLUMNS[k] === "target" || COLUMNS[k] === "output");
  const body = make("tbody");
  const table = make(
    "table",
    { class: "batch" },
    make("caption", { class: "hidden", text: t("batch.table") }),
    make("thead", {}, make("tr", {}, ...headings)),
    body,
  );
  const more = make("p", { class: "soft" });
  root.replaceChildren(make("div", { class: "batch-head" }, caption, choice), outside, table, more);
  return { root, caption, hardest, ofOneTarget, body, outside, outsideText, back, more };
}

/** Returns whether a network is one of units and edges. @param {State["network"]} network */
const isUnits = (network) => network === null || isDense(network);

/** Returns what the bars are. @param {BatchNumbers} found @param {PanelContext} context */
function captionOf({ target }, context) {
  if (!target) return t("batch.of.loss");
  const name = nameOf(target, context);
  if (!isUnits(context.store.state.peek().network)) return t("batch.of.shared", { name });
  return t(target.kind === "neuron" ? "batch.of.neuron" : "batch.of.weight", { name });
}
