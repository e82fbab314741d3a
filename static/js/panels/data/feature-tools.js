/** The search among many inputs, and what checks all of them or none. */

import { make, setText } from "../../base/page/dom.js";
import { t } from "../../base/words/i18n.js";

/**
 * @param {HTMLElement} features the group of checkboxes, each in a chip
 * @param {(names: string[]) => void} choose called with the inputs to use
 */
export function bindFeatureTools(features, choose) {
  const search = make("input", {
    class: "box",
    attributes: { type: "search", placeholder: t("data.inputs.search"), "aria-label": t("data.inputs.search"), autocomplete: "off" },
  });
  const all = make("button", { class: "quiet small", text: t("data.inputs.all"), attributes: { type: "button" } });
  const none = make("button", { class: "quiet small", text: t("data.inputs.none"), attributes: { type: "button" } });
  const count = make("p", { class: "soft", attributes: { role: "status" } });
  const tools = make("div", { class: "feature-tools" }, search, all, none);
  const chips = /** @type {HTMLElement} */ (features.querySelector(".chips"));
  chips.before(tools);
  chips.after(count);

  const boxes = () => [...chips.querySelectorAll("input")].filter((box) => !box.closest("label")?.hidden);
  const isFound = (/** @type {HTMLElement} */ box) => !box.closest("label")?.classList.contains("unfound");

  function filter() {
    const wanted = search.value.trim().toLowerCase();
    for (const box of boxes()) {
      const chip = box.closest("label");
      chip?.classList.toggle("unfound", !(chip.textContent ?? "").toLowerCase().includes(wanted));
    }
    const [found, used] = [boxes().filter(isFound).length, boxes().filter(({ checked }) => checked).length];
    setText(count, t("data.inputs.count", { used, all: boxes().length, found }));
  }

  /** Checks or unchecks the inputs that are found. @param {boolean} isUsed */
  const check = (isUsed) => () =>
    choose(
      boxes()
        .filter((box) => (isFound(box) ? isUsed : box.checked))
        .map(({ value }) => value),
    );

  search.addEventListener("input", filter);
  search.addEventListener("change", (event) => event.stopPropagation());
  all.addEventListener("click", check(true));
  none.addEventListener("click", check(false));

  return {
    /** Shows the tools for the inputs that are there now. @param {boolean} isShown */
    show(isShown) {
      tools.hidden = count.hidden = !isShown;
      if (!isShown) search.value = "";
      filter();
    },
  };
}
