/** The menu of presets, and the text about the current one, as long as it is as it was loaded. */

import { computed, effect } from "@preact/signals-core";
import { byId, setText } from "../../base/page/dom.js";

/** @import { PageData, State } from "../../types.js" */
/** @import { PanelContext } from "../context.js" */

/** @typedef {PageData["presets"][number]} Preset */
/** @typedef {Record<string, unknown>} Settings */

/** @param {PanelContext} context */
export function bindPresets({ store, actions, page }) {
  const select = /** @type {HTMLSelectElement} */ (byId("preset"));
  select.addEventListener("change", () => {
    const preset = page.presets.find(({ name }) => name === select.value);
    if (preset) void actions.startPreset(preset);
  });

  const present = computed(() => {
    const { value } = store.state;
    const found = page.presets.find(({ name }) => name === value.view.preset);
    return found && isAsInPreset(found, page.defaults, value) ? found : undefined;
  });
  effect(() => {
    select.value = present.value?.name ?? "";
  });

  const paragraph = byId("preset-text");
  effect(() => {
    const text = present.value?.message ?? "";
    paragraph.hidden = text === "" || text === store.state.value.message;
    setText(paragraph, presetText(text));
  });
}

/**
 * Whether what the text of a preset is about is still so: its data and its settings, and those in
 * which A and B differ.
 *
 * @param {Preset} preset @param {PageData["defaults"]} defaults @param {Pick<State, "experiment" | "twin">} state
 */
function isAsInPreset(preset, defaults, { experiment, twin }) {
  const { dataset = defaults["dataset"], ...settings } = preset.experiment;
  const other = /** @type {Settings} */ (preset.view["twin"] ?? {});
  const usual = Object.fromEntries(Object.keys(other).map((field) => [field, defaults[field]]));
  if (!isSameData(experiment?.["dataset"], dataset)) return false;
  if (!hasSettings(experiment, { ...usual, initial_parameters: null, ...settings })) return false;
  return !preset.view["twin"] || (twin !== null && hasSettings(twin.experiment, other));
}

/** Whether an experiment has the data of a preset, which may bring its own samples. @param {unknown} present @param {unknown} wanted */
const isSameData = (present, wanted) => (typeof wanted === "object" ? typeof present === "object" : present === wanted);

/** @param {Settings | null | undefined} experiment @param {Settings} settings */
const hasSettings = (experiment, settings) =>
  Object.entries(settings).every(([field, value]) => JSON.stringify(experiment?.[field] ?? null) === JSON.stringify(value ?? null));

/** Returns the text of a preset without its request to press play. @param {string} message */
export function presetText(message) {
  const text = message.replace(/^Press [^:]*: /, "");
  return `${text[0]?.toUpperCase() ?? ""}${text.slice(1)}`;
}
