/** The menu of presets, and the text about the current one. */

import { effect } from "@preact/signals-core";
import { byId, setText } from "../../base/dom.js";

/** @import { PageData } from "../../types.js" */
/** @import { PanelContext } from "../context.js" */

/** @param {PanelContext} context */
export function bindPresets({ store, actions, page }) {
  const select = /** @type {HTMLSelectElement} */ (byId("preset"));
  select.addEventListener("change", () => {
    const preset = page.presets.find(({ name }) => name === select.value);
    if (preset) void actions.startPreset(preset);
  });

  const lesson = byId("lesson");
  /** @type {PageData["presets"][number] | undefined} */
  let current;
  effect(() => {
    const { message, experiment } = store.state.value;
    const told = page.presets.find((preset) => preset.message === message);
    current = told ?? current;
    const dataset = current?.experiment["dataset"] ?? page.defaults["dataset"];
    if (experiment?.["dataset"] !== dataset) current = undefined;
    lesson.hidden = told !== undefined || current === undefined;
    setText(lesson, current ? lessonText(current.message) : "");
  });
}

/** Returns the text of a preset without its request to press play. @param {string} message */
export function lessonText(message) {
  const text = message.replace(/^Press [^:]*: /, "");
  return `${text[0]?.toUpperCase() ?? ""}${text.slice(1)}`;
}
