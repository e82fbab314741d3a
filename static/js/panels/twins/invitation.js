/** What is in the place of the twin before there is one: an invitation to make it. */

import { computed, effect } from "@preact/signals-core";
import { byId, make } from "../../base/page/dom.js";
import { t } from "../../base/words/i18n.js";
import { bindSettingEditor } from "./setting-editor.js";
import { suggestionsFor } from "./suggestions.js";

/** @import { PanelContext } from "../context.js" */

/** @param {PanelContext} context of the run */
export function bindInvitation(context) {
  const { store, actions } = context;
  const key = computed(() => JSON.stringify(suggestionsFor(store.state.value.experiment ?? {})));
  effect(() => {
    void key.value;
    const suggestions = suggestionsFor(store.state.peek().experiment ?? {});
    byId("suggestions").replaceChildren(
      ...suggestions.map(({ key: name, change }) => {
        const button = make("button", { class: "quiet", text: t(`twin.with.${name}`), attributes: { type: "button" } });
        button.addEventListener("click", () => actions.compareWith(change));
        return make("li", {}, button);
      }),
    );
  });
  const editor = bindSettingEditor(
    context,
    { menu: /** @type {HTMLSelectElement} */ (byId("compare-field")), slot: byId("compare-value"), button: byId("compare-use") },
    {
      present: () => store.state.value.experiment ?? {},
      onChoose: actions.compareWith,
    },
  );
  const isKnown = computed(() => store.state.value.experiment !== null);
  effect(() => {
    if (isKnown.value) editor.showBox();
  });
}
