/** Synchronizes the URL fragment and the state of the page, in both directions. */

import { computed, effect } from "@preact/signals-core";
import { followLink } from "./link.js";
import { save, load } from "../../base/storage.js";
import { observerKeyOf, MAX_LENGTH, formatFragment } from "./url.js";

/** @import { Choice } from "../../base/theme.js" */
/** @import { PageData, Samples, View } from "../../types.js" */
/** @import { Schema } from "./url.js" */
/** @import { Store } from "../../state/store.js" */
/** @import { Actions } from "../../state/actions.js" */
/** @import { Uploads } from "../data/uploads.js" */

const KEY = "backprop-live.fragment";
const WRITE_AFTER_MS = 400;
const SPEEDS_PER_SECOND = /** @type {const} */ ([0.001, 1e6]);

/** @typedef {ReturnType<typeof createAddress>} Address */

/**
 * Returns the schema of this page's links.
 *
 * @param {PageData} page
 * @param {Store} store
 * @param {(id: string) => string[]} offered the values of a group of radio buttons
 * @returns {Schema}
 */
export const schemaOf = (page, store, offered) => ({
  experiment: page.defaults,
  view: { ...store.view.peek() },
  choices: { lens: offered("lens"), by: offered("by"), answers: offered("answers"), curve: offered("curve") },
  ranges: { speed: SPEEDS_PER_SECOND, smoothing: [0, 1] },
  presets: page.presets,
});

/**
 * @param {Store} store
 * @param {Schema} schema
 * @param {Uploads} uploads
 */
export function createAddress(store, schema, uploads) {
  /** An observer keeps the URL of the observed session. */
  const isFixed = observerKeyOf(location.hash) !== null;
  let link = followLink(schema, isFixed ? "" : location.hash);
  /** Whether this tab wrote the URL itself: it was reloaded, no link was opened. */
  const isOwn = location.hash === "" || location.hash === load("sessionStorage", KEY);
  let isReady = false;
  let timer = 0;

  const fragment = computed(() => {
    const { experiment, view } = store.state.value;
    void store.theme.value;
    const theme = document.documentElement.dataset["theme"] ?? null;
    return experiment ? formatFragment(schema, { experiment, view: { ...view }, theme, samples: uploads.present.value }) : "";
  });

  function writeNow() {
    clearTimeout(timer);
    if (isFixed || fragment.value.length > MAX_LENGTH) return;
    const hash = fragment.value && `#${fragment.value}`;
    save("sessionStorage", KEY, hash);
    if (hash === location.hash) return;
    try {
      history.replaceState(history.state, "", hash || location.pathname + location.search);
    } catch {
      // Some browsers limit the calls per half minute; a later call succeeds.
    }
  }

  /** Returns the fields that the link requests. */
  function requestedFields() {
    const fields = link.fields();
    const { dataset } = fields;
    if (typeof dataset === "object" && dataset !== null) uploads.expect(/** @type {Samples} */ (dataset));
    return fields;
  }

  function announce() {
    const outcome = link.outcome();
    if (outcome) store.dispatch({ type: "notice", ...outcome });
  }

  /** Applies the view of the link. @param {boolean} isWhole whether the rest is reset to its defaults */
  function showView(isWhole) {
    const byDefault = isWhole ? schema.view : {};
    const patch = /** @type {Partial<View>} */ ({ ...byDefault, ...link.parsed.view });
    store.dispatch({ type: "view", patch: { ...patch, shortcuts: store.view.peek().shortcuts, hover: null, pinned: null } });
  }

  return {
    fragment,
    isOwn,
    /** The experiment of a new session; null for the default. */
    experiment: () => (Object.keys(requestedFields()).length > 0 ? requestedFields() : null),
    /** @param {{ field: string | null, message: string, code: string }} error */
    onRefused: (error) => /invalid|limit_exceeded|bad_message/.test(error.code) && link.dropField(error),

    /** Called at the start of a session: from now on the URL follows the state. */
    onWelcome() {
      if (isReady) return;
      isReady = true;
      if (store.state.value.resumedAt === null) announce();
      writeNow();
    },

    /**
     * Applies the link that the page was opened with, and later ones.
     *
     * @param {Actions} actions
     * @param {(choice: Choice) => void} chooseTheme
     */
    bind(actions, chooseTheme) {
      showView(false);
      if (link.parsed.theme) chooseTheme(/** @type {Choice} */ (link.parsed.theme));
      effect(() => {
        void fragment.value;
        clearTimeout(timer);
        if (isReady) timer = window.setTimeout(writeNow, WRITE_AFTER_MS);
      });
      window.addEventListener("hashchange", () => {
        clearTimeout(timer);
        if (isFixed || observerKeyOf(location.hash)) {
          location.reload();
          return;
        }
        link = followLink(schema, location.hash);
        if (link.parsed.theme) chooseTheme(/** @type {Choice} */ (link.parsed.theme));
        showView(true);
        if (isReady) void begin(actions);
      });
    },
  };

  /** Starts the link's experiment, paused at step 0. @param {Actions} actions */
  async function begin(actions) {
    const followed = link;
    for (;;) {
      try {
        await actions.restart({ ...schema.experiment, ...requestedFields() }, false);
        break;
      } catch (error) {
        const field = error instanceof Error && "field" in error ? String(error.field) : null;
        if (field === null || followed !== link || !followed.dropField({ field, message: /** @type {Error} */ (error).message })) return;
      }
    }
    if (followed === link) announce();
  }
}
