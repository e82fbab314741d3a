/** Writes the fragment of the state to the URL, a moment after each change. */

import { effect } from "@preact/signals-core";
import { load, save } from "../../base/page/storage.js";
import { MAX_LENGTH } from "./fragment.js";

/** @import { ReadonlySignal } from "@preact/signals-core" */

const KEY = "backprop-live.fragment";
const WRITE_AFTER_MS = 400;

/** Returns whether this tab wrote the URL itself: it was reloaded, no link was opened. */
export const isOwnFragment = () => location.hash === "" || location.hash === load("sessionStorage", KEY);

/** @param {ReadonlySignal<string>} fragment */
export function createAddressBar(fragment) {
  let isFollowing = false;
  let timer = 0;
  /** The fragment that is known; another one is of a link whose event is yet to come. */
  let known = location.hash;

  /** Writes the fragment at once, unless it is too long for a URL or a link was opened. */
  function write() {
    clearTimeout(timer);
    if (fragment.value.length > MAX_LENGTH || location.hash !== known) return;
    const hash = fragment.value && `#${fragment.value}`;
    save("sessionStorage", KEY, hash);
    if (hash === location.hash) return;
    try {
      history.replaceState(history.state, "", hash || location.pathname + location.search);
      known = location.hash;
    } catch {
      // Some browsers limit the calls per half minute; a later call succeeds.
    }
  }

  effect(() => {
    void fragment.value;
    clearTimeout(timer);
    if (isFollowing) timer = setTimeout(write, WRITE_AFTER_MS);
  });

  return {
    /** From now on the URL follows the state. */
    follow() {
      isFollowing = true;
      write();
    },
    /** Called when a link is opened: discards a change that is not written yet. */
    discard() {
      clearTimeout(timer);
      known = location.hash;
    },
  };
}
