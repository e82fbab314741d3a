/** What is written of a saved run. */

import { LANGUAGE, number } from "../../base/numbers/format.js";
import { t } from "../../base/words/i18n.js";
import { sizeText } from "../../base/words/size-text.js";

/** @import { SavedRun } from "../../protocol.js" */
/** @import { PageData } from "../../types.js" */

/** @param {PageData} page @param {string} field @param {string} name */
const label = (page, field, name) => page.labels[field]?.[name] ?? name;

/** Its name, or what it is about. @param {SavedRun} run @param {PageData} page */
export function titleOf({ name, summary }, page) {
  if (name !== null) return name;
  if (!summary) return t("runs.unnamed");
  const { dataset, network = "dense", hidden, activation } = summary;
  const data = dataset === "own" ? t("runs.own") : label(page, "dataset", dataset);
  if (hidden.length === 0) return t("runs.title.flat", { data });
  const functions = activation.split(" ").map((each) => label(page, "activation", each));
  return t("runs.title", { data, layers: sizeText(network, hidden).replaceAll("-", "–"), activation: functions.join(", ") });
}

/** Its step and its losses. @param {SavedRun} run */
export function figuresOf({ step, summary }) {
  if (!summary) return t("runs.step", { step });
  const { train_loss, test_loss, has_twin } = summary;
  const figures = t("runs.figures", { step, train: number(train_loss, 3), test: number(test_loss, 3) });
  return has_twin ? t("runs.with_twin", { figures }) : figures;
}

/** @param {SavedRun} run */
export const dateOf = ({ changed }) => new Intl.DateTimeFormat(LANGUAGE, { dateStyle: "medium", timeStyle: "short" }).format(1000 * changed);

/** Whether a run is what is looked for: each word is in its title or its figures. @param {SavedRun} run @param {string} wanted @param {PageData} page */
export function isFound(run, wanted, page) {
  const text = `${titleOf(run, page)} ${run.summary?.dataset ?? ""} ${dateOf(run)}`.toLowerCase();
  return wanted
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
