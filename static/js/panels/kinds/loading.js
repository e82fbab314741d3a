/** Loads what networks that are not dense need, when it is needed. */

import { byId } from "../../base/page/dom.js";
import { applyStyles } from "../../base/page/styles.js";
import { once } from "../../base/timing/once.js";
import { loadWords } from "../../base/words/i18n.js";

/** @import { Renderer } from "../../types.js" */
/** @import { PanelContext } from "../context.js" */

/** Loads the pictures of networks that are not dense when there is one. @param {(box: HTMLElement, renderer: Renderer) => void} draw @param {PanelContext} run @param {PanelContext} twin */
export function bindPictures(draw, run, twin) {
  const add = async () => {
    const script = import("./kinds.js");
    await Promise.all([applyStyles("kinds"), loadWords()]);
    (await script).bindKinds(draw, [
      { context: run, beside: twin.store, box: byId("network-box"), spoken: byId("network-spoken") },
      { context: twin, beside: run.store, box: byId("twin-network-box"), spoken: byId("twin-spoken") },
    ]);
  };
  once(
    () => [run, twin].some(({ store }) => (store.state.value.network?.kind ?? "dense") !== "dense"),
    () => void add(),
  );
}

/** Loads the choice of the kind of network. @param {PanelContext} context */
export async function addKindChoice(context) {
  const [{ bindKindChoice }] = await Promise.all([import("./choice.js"), loadWords()]);
  bindKindChoice(context);
}
