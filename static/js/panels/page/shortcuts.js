/** Single-key shortcuts, ignored inside controls; the user can switch them off. */

import { byId, setText } from "../../base/page/dom.js";
import { spokenStatus } from "../../state/store/reducer.js";

/** @import { PanelContext } from "../context.js" */
/** @import { Tab } from "../../types.js" */

/** @param {PanelContext} context */
export function bindShortcuts({ store, actions, page }) {
  const toggle = /** @type {HTMLInputElement} */ (byId("shortcuts"));
  toggle.addEventListener("change", () => store.dispatch({ type: "view", patch: { shortcuts: toggle.checked } }));

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !isTyping(event.target)) {
      /** @type {Record<string, (() => void) | undefined>} */
      const undoes = { z: event.shiftKey ? actions.redo : actions.undo, y: actions.redo };
      const act = undoes[event.key.toLowerCase()];
      if (act) event.preventDefault();
      act?.();
    }
  });
  const press = (/** @type {Event} */ { target }) => {
    clicked = /** @type {Node | null} */ (target);
  };
  const leave = (/** @type {KeyboardEvent} */ { key }) => {
    if (key === "Tab") clicked = null;
  };
  document.addEventListener("pointerdown", press, { capture: true });
  document.addEventListener("keydown", leave, { capture: true });
  bindKeys(store, actionOf);

  /** What observers may do, too. @type {Record<string, () => void>} */
  const looks = {
    l: () => setText(byId("spoken"), spokenStatus(store.state.value)),
    "?": () => byId("help").togglePopover(),
    e: () => byId("export-open").click(),
    o: () => document.getElementById("runs-open")?.click(),
  };

  /** @param {KeyboardEvent} event @returns {(() => void) | undefined} */
  function actionOf({ key, shiftKey }) {
    const { running, isObserver } = store.state.value;
    const letter = key.toLowerCase();
    const tab = TABS.get(key);
    if (tab) return () => store.dispatch({ type: "view", patch: { tab } });
    if (Object.hasOwn(looks, letter) || isObserver) return looks[letter];
    if (key === " ") return running ? actions.pause : actions.play;
    if (key === "ArrowRight") return () => actions.advance(shiftKey ? "op" : store.view.value.by);
    if (letter === "r") return actions.reset;
    if (letter === "g") return () => document.getElementById("time-track")?.focus();
    if (letter === "n") return () => actions.reseed();
    const preset = PRESET.test(key) ? page.presets[Number(key) - 1] : undefined;
    return preset && (() => void actions.startPreset(preset));
  }
}

/** What the pointer pressed last, until Tab moves the focus. @type {Node | null} */
let clicked = null;

/** Elements that use no key after a click: a Space after a click on Reset is meant for the run. */
const CLICKED = "button, summary, a, input:is([type=checkbox], [type=radio]), #network";

/** Parts of the page in which keys move about, after a click too. */
const MOVING = "[popover], dialog, [role=grid], [role=list], [role=listbox], table";

/**
 * Calls the action of a key, where no control uses the key itself.
 *
 * @param {Pick<PanelContext["store"], "view">} store
 * @param {(event: KeyboardEvent) => (() => void) | undefined} actionOf
 */
export function bindKeys(store, actionOf) {
  /** @param {KeyboardEvent} event @param {boolean} isPageFirst whether the page has the key before the focused element */
  function heard(event, isPageFirst) {
    if (!store.view.value.shortcuts || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isPageFirst !== hasClickedFocus(event.target) || (!isPageFirst && takesKeys(event.target, event.key))) return;
    const act = actionOf(event);
    if (!act || isHiddenByLink(event.key)) return;
    event.preventDefault();
    if (isPageFirst) event.stopPropagation();
    act();
  }
  document.addEventListener("keydown", (event) => heard(event, true), { capture: true });
  document.addEventListener("keydown", (event) => heard(event, false));
}

/** Returns whether an element has the focus since it was clicked, and uses no key then. @param {EventTarget | null} target */
const hasClickedFocus = (target) =>
  target instanceof HTMLElement && clicked !== null && target.contains(clicked) && target.matches(CLICKED) && !target.closest(MOVING);

/** The first presets have a key each. */
const PRESET = /^[1-7]$/;

/** The keys of the views. @type {Map<string, Tab>} */
const TABS = new Map([
  ["8", "train"],
  ["9", "inside"],
  ["0", "twins"],
]);

/** The parts of the page, which a link can hide, by their keys; the other digits belong to the presets. */
const PARTS = new Map([
  [" ", "play"],
  ["arrowright", "step"],
  ["r", "reset"],
  ["n", "seed"],
  ["?", "help"],
  ["e", "export"],
  ["o", "runs"],
  ["g", "time"],
  ["8", "tab"],
  ["9", "tab"],
  ["0", "tab"],
]);

/** Returns whether the link hides the control of a key. @param {string} key */
function isHiddenByLink(key) {
  const part = PARTS.get(key.toLowerCase()) ?? (PRESET.test(key) ? "presets" : "");
  return document.querySelector(`[data-part="${part}"][data-away]`) !== null;
}

/** @param {EventTarget | null} target */
const isTyping = (target) => target instanceof HTMLElement && target.closest("textarea, input:is([type=text], :not([type]))") !== null;

/**
 * Returns whether the focused element uses the key itself.
 *
 * @param {EventTarget | null} target
 * @param {string} key
 */
function takesKeys(target, key) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest("select, textarea, input:not([type=checkbox])")) return true;
  return key === " " && target.closest("button, summary, a, input") !== null;
}
