/** Groups of radio buttons that look like one control. */

import { byId, make } from "../../../base/page/dom.js";

/**
 * Fills a group of radio buttons that look like one control.
 *
 * @param {string} id of the empty fieldset
 * @param {string} legend
 * @param {string} name of the radio buttons
 * @param {readonly (readonly [value: string, label: string])[]} items
 */
export function fillChoice(id, legend, name, items) {
  const labels = items.map(([value, label]) => make("label", {}, make("input", { attributes: { type: "radio", name, value } }), make("span", { text: label })));
  byId(id).replaceChildren(make("legend", { class: "hidden", text: legend }), ...labels);
}
