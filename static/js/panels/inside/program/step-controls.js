/** The controls inside a step: back, on, to the end of a phase, to the end of the step, slow motion. */

import { computed, effect, signal } from "@preact/signals-core";
import { byId, make } from "../../../base/page/dom.js";
import { t } from "../../../base/words/i18n.js";
import { bindKeys } from "../../page/shortcuts.js";

/** @import { PanelContext } from "../../context.js" */
/** @import { By } from "../../../types.js" */

/** Operations per second of slow motion. */
const SLOW = 0.5;

/** @param {PanelContext} context */
export function bindStepControls(context) {
  const { store, actions } = context;
  const isSlowMotion = signal(false);

  function slowMotion() {
    if (isSlowMotion.value) return actions.pause();
    const { program } = store.state.value;
    if (!program) return;
    isSlowMotion.value = true;
    actions.play(SLOW / (program.listing?.ops.length ?? 1));
  }

  /** What the buttons do, by the end of their id; and their keys. @type {Record<string, readonly [key: string, shown: string, act: () => void]>} */
  const moves = {
    back: ["ArrowLeft", "←", () => actions.stepBack("op")],
    on: ["ArrowRight", "→", () => actions.advance("op")],
    phase: ["p", "P", () => actions.advance("phase")],
    finish: ["f", "F", () => actions.advance("step")],
    slow: ["s", "S", slowMotion],
  };
  const buttons = Object.entries(moves).map(([name, [key, shown, act]]) => {
    const button = makeButton(name, key, shown);
    button.addEventListener("click", act);
    return button;
  });
  const group = byId("step-controls");
  group.setAttribute("aria-label", t("program.controls"));
  group.replaceChildren(...buttons);
  bindKeys(store, ({ key, shiftKey }) => {
    if (store.view.value.tab !== "inside" || store.state.value.isObserver || shiftKey) return undefined;
    return Object.values(moves).find((move) => move[0] === key && key !== "ArrowRight")?.[2];
  });
  bindStates(context, isSlowMotion);
  goByOps(context);
}

/** Inside a step one press of *Step* is one operation, unless something else than a whole step was chosen before. @param {PanelContext} context */
function goByOps({ store }) {
  const isInside = computed(() => store.view.value.tab === "inside");
  /** What was chosen before. @type {By | null} */
  let before = null;
  effect(() => {
    const { by } = store.view.peek();
    if (isInside.value && (by === "step" || by === "epoch")) {
      before = by;
      store.dispatch({ type: "view", patch: { by: "op" } });
    } else if (!isInside.value && before !== null) {
      if (by === "op") store.dispatch({ type: "view", patch: { by: before } });
      before = null;
    }
  });
}

/** @param {string} name @param {string} key @param {string} shown the key as it is shown */
function makeButton(name, key, shown) {
  const label = /** @type {"program.back"} */ (`program.${name}`);
  const title = t("program.key", { text: t(/** @type {"program.back.help"} */ (`${label}.help`)), key: shown });
  const shortcut = key.length === 1 ? key.toUpperCase() : key;
  return make("button", {
    class: "quiet small",
    text: t(label),
    attributes: { type: "button", id: `program-${name}`, title, "aria-keyshortcuts": shortcut },
  });
}

/** @param {PanelContext} context @param {{ value: boolean }} isSlowMotion */
function bindStates({ store }, isSlowMotion) {
  const running = computed(() => store.state.value.running);
  const isLive = computed(() => store.state.value.connection === "live");
  const atStart = computed(() => {
    const { program } = store.state.value;
    return !program || (program.step <= 1 && program.done === 0);
  });
  /** Whether the run has started since slow motion was asked for. */
  let hasStarted = false;
  effect(() => {
    if (running.value) hasStarted = isSlowMotion.value;
    else if (hasStarted) {
      hasStarted = false;
      isSlowMotion.value = false;
    }
  });
  effect(() => {
    for (const name of ["on", "phase", "finish", "slow"]) /** @type {HTMLButtonElement} */ (byId(`program-${name}`)).disabled = !isLive.value;
    /** @type {HTMLButtonElement} */ (byId("program-back")).disabled = !isLive.value || atStart.value;
    byId("program-slow").setAttribute("aria-pressed", String(isSlowMotion.value));
  });
}
