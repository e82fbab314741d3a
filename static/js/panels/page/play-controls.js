/** Play, pause, step, speed, reset, seed, undo. */

import { effect } from "@preact/signals-core";
import { short } from "../../base/numbers/format.js";
import { bindRadios, byId, checkRadio, setText } from "../../base/page/dom.js";
import { t } from "../../base/words/i18n.js";

/** @import { By } from "../../types.js" */
/** @import { PanelContext } from "../context.js" */

/** @param {PanelContext} context */
export function bindPlayControls({ store, actions, page }) {
  const play = byId("play");
  const speed = /** @type {HTMLInputElement} */ (byId("speed"));

  play.addEventListener("click", () => (store.state.value.running ? actions.pause() : actions.play()));
  byId("step").addEventListener("click", () => actions.advance(store.view.value.by));
  byId("reset").addEventListener("click", () => actions.reset());
  byId("seed").addEventListener("click", () => actions.reseed());
  speed.addEventListener("input", () => actions.setSpeed(page.speeds[Number(speed.value)] ?? null));
  bindRadios("by", (by) => store.dispatch({ type: "view", patch: { by: /** @type {By} */ (by) } }));

  effect(() => {
    const { running, connection } = store.state.value;
    const isLive = connection === "live";
    setText(byId("play-label"), t(running ? "pause" : "play"));
    play.setAttribute("aria-pressed", String(running));
    for (const id of ["play", "step", "reset", "seed"]) {
      /** @type {HTMLButtonElement} */ (byId(id)).disabled = !isLive;
    }
  });
  effect(() => {
    const wanted = store.view.value.speed;
    const place = page.speeds.indexOf(wanted);
    speed.value = String(place >= 0 ? place : page.speeds.findIndex((s) => s === null || s >= (wanted ?? Infinity)));
    const text = wanted === null ? t("speed.full") : t("speed", { n: short(wanted) });
    setText(byId("speed-value"), text);
    speed.setAttribute("aria-valuetext", wanted === null ? t("speed.full.spoken") : t("speed.spoken", { n: wanted }));
  });
  for (const [id, name] of /** @type {const} */ ([
    ["undo", "canUndo"],
    ["redo", "canRedo"],
  ])) {
    const button = /** @type {HTMLButtonElement} */ (byId(id));
    button.addEventListener("click", () => actions[id]());
    effect(() => {
      button.disabled = !actions.undoStatus.value[name];
    });
  }
  effect(() => checkRadio("by", store.view.value.by));
  effect(() => setText(byId("out-seed"), String(store.requested.value?.["seed"] ?? 0)));
}
