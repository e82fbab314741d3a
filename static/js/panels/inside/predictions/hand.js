/** Networks by hand: those in print, and the dialog in which one is typed. */

import { computed, effect } from "@preact/signals-core";
import { byId, make, setText } from "../../../base/page/dom.js";
import { applyStyles } from "../../../base/page/styles.js";
import { t } from "../../../base/words/i18n.js";

/** @import { PanelContext } from "../../context.js" */

const GROUP = "hand";

/** @param {PanelContext} context */
export function bindHand({ store, page, actions }) {
  void applyStyles("inside-hand");
  const open = make("button", { class: "quiet small", text: t("hand.open"), attributes: { type: "button" } });
  open.addEventListener("click", () => byId("hand-open").click());
  const buttons = page.presets
    .filter(({ group }) => group === GROUP)
    .map((preset) => {
      const button = make("button", { class: "quiet small", text: preset.label, attributes: { type: "button" } });
      button.addEventListener("click", () => void actions.startPreset(preset));
      return button;
    });
  const row = make("div", { class: "predict-row" }, open, ...buttons);
  const text = make("p", { class: "soft" });
  const root = make("section", { attributes: { "aria-label": t("hand.title") } }, make("h3", { text: t("hand.title") }), text, row);
  byId("inspector-predict").append(root);
  const kind = computed(() => store.state.value.network?.kind ?? "dense");
  effect(() => {
    root.hidden = store.state.value.isObserver;
  });
  effect(() => {
    open.hidden = kind.value !== "dense";
    setText(text, t(kind.value === "dense" ? "hand.text" : "hand.text.kinds"));
  });
}
