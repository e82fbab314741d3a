/** The menu of presets, and the text about the current one. */

import { effect } from "@preact/signals-core";
import { byId, setText } from "../../base/page/dom.js";

/** @import { PageData, State } from "../../types.js" */
/** @import { PanelContext } from "../context.js" */

/** @typedef {PageData["presets"][number]} Preset */

/** @param {PanelContext} context */
export function bindPresets({ store, actions, page }) {
  const select = /** @type {HTMLSelectElement} */ (byId("preset"));
  select.addEventListener("change", () => {
    const preset = page.presets.find(({ name }) => name === select.value);
    if (preset) void actions.startPreset(preset);
  });

  const lesson = byId("lesson");
  effect(() => {
    const { message, experiment, view } = store.state.value;
    const found = page.presets.find(({ name }) => name === view.lesson);
    const dataset = found?.experiment["dataset"] ?? page.defaults["dataset"];
    const isSame = isSameData(experiment?.["dataset"], dataset) && textOf(experiment) === textOf(found?.experiment);
    const present = isSame && hasItsTwin(found, page.defaults, store.state.value) ? found : undefined;
    lesson.hidden = present === undefined || present.message === message;
    setText(lesson, present?.message ? lessonText(present.message) : "");
  });
}

/** The typed-in weights of an experiment. @param {Record<string, unknown> | null | undefined} experiment */
const textOf = (experiment) => JSON.stringify(experiment?.["initial_parameters"] ?? null);

/** Whether an experiment has the data of a preset, which may bring its own samples. @param {unknown} present @param {unknown} wanted */
const isSameData = (present, wanted) => (typeof wanted === "object" ? typeof present === "object" : present === wanted);

/** Whether A and B still differ as in the text; also for a preset without a twin. @param {Preset | undefined} preset @param {PageData["defaults"]} defaults @param {Pick<State, "experiment" | "twin">} state */
function hasItsTwin(preset, defaults, { experiment, twin }) {
  const other = /** @type {Record<string, unknown> | undefined} */ (preset?.view["twin"]);
  if (!preset || !other) return true;
  const own = /** @type {Record<string, unknown>} */ ({ ...defaults, ...preset.experiment });
  const isAs = (/** @type {Record<string, unknown> | null | undefined} */ network, /** @type {Record<string, unknown>} */ wanted) =>
    Object.keys(other).every((field) => JSON.stringify(network?.[field]) === JSON.stringify(wanted[field]));
  return twin !== null && isAs(experiment, own) && isAs(twin.experiment, other);
}

/** Returns the text of a preset without its request to press play. @param {string} message */
export function lessonText(message) {
  const text = message.replace(/^Press [^:]*: /, "");
  return `${text[0]?.toUpperCase() ?? ""}${text.slice(1)}`;
}
