/** Synchronizes the URL fragment and the state of the page, in both directions. */

import { computed } from "@preact/signals-core";
import { differencesOf } from "../../state/edits/twin-edits.js";
import { createAddressBar, isOwnFragment } from "./address-bar.js";
import { followLink } from "./applied-link.js";
import { formatFragment, observerKeyOf, runIn } from "./fragment.js";

/** @import { Choice } from "../../base/theme/theme.js" */
/** @import { PageData, Samples, View } from "../../types.js" */
/** @import { Link, Refusal } from "./applied-link.js" */
/** @import { Schema } from "./fragment.js" */
/** @import { Store } from "../../state/store/store.js" */
/** @import { Actions } from "../../state/edits/actions.js" */
/** @import { Uploads } from "../data/uploaded-tables.js" */

/** @typedef {ReturnType<typeof createAddress>} Address */

/** When a request is sent again of which there were too many. */
const RETRY_MS = 1000;

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
  choices: {
    tab: offered("tab"),
    lens: offered("lens"),
    nodeLens: offered("node-lens"),
    by: offered("by"),
    answers: offered("answers"),
    curve: offered("curve"),
    quantity: offered("quantity"),
  },
  ranges: { speed: page.speed_limits, smoothing: [0, 1], layerSmoothing: [0, 1] },
  presets: page.presets,
});

/**
 * @param {Store} store
 * @param {Schema} schema
 * @param {Uploads} uploads
 * @param {() => Promise<unknown>} [ready] until there are the messages of presets
 */
export function createAddress(store, schema, uploads, ready = async () => undefined) {
  /** An observer keeps the URL of the observed session. */
  const isFixed = observerKeyOf(location.hash) !== null;
  const isOwn = isOwnFragment();
  const fragment = fragmentOf(store, schema, uploads);
  const bar = isFixed ? null : createAddressBar(fragment);
  let link = followLink(schema, isFixed ? "" : location.hash);
  let run = runIn(isFixed ? "" : location.hash);
  let isReady = false;
  /** Whether the connection was lost before the server answered the link. */
  let isLost = false;

  /** Returns the fields that the link requests. */
  function requestedFields() {
    const fields = link.fields();
    const { dataset } = fields;
    if (typeof dataset === "object" && dataset !== null) uploads.expect(/** @type {Samples} */ (dataset));
    return fields;
  }

  /** Starts the link's experiment, paused at step 0. @param {Actions} actions */
  async function begin(actions) {
    const followed = link;
    isLost = false;
    if (await repeatRun(actions)) return;
    if (store.state.peek().twin) await untilAccepted(() => actions.restartTwin(null));
    const outcome = await untilAccepted(() => actions.restart({ ...schema.experiment, ...requestedFields() }, false), followed.dropField);
    if (followed !== link) return;
    isLost = outcome === "lost";
    if (outcome !== "accepted") return;
    await beginTwin(actions);
    await untilWorded();
    if (followed === link) announce(store, link);
  }

  /**
   * Repeats a request of the link: later if too many came at once, and without a field that the server refuses.
   *
   * @param {() => Promise<unknown>} request
   * @param {Link["dropField"]} [dropField]
   * @returns {Promise<"accepted" | "refused" | "lost">} `lost` with the connection, without an answer
   */
  async function untilAccepted(request, dropField = () => false) {
    const followed = link;
    for (;;) {
      try {
        await request();
        return "accepted";
      } catch (error) {
        if (!(error instanceof Error && "code" in error)) return "lost";
        const refusal = /** @type {Refusal} */ (error);
        if (refusal.code === "too_many_commands") await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        else if (!dropField(refusal)) return "refused";
        if (followed !== link) return "refused";
      }
    }
  }

  /** Repeats the run of the link, if there is one; the status line tells the outcome. @param {Actions} actions @returns {Promise<boolean>} whether there is one */
  async function repeatRun(actions) {
    const given = run;
    run = null;
    if (given !== null) await (await import("../run-file/load-run.js")).loadLinkedRun({ store, actions }, given);
    return given !== null;
  }

  /** Waits for the words of a preset, if the link names one. */
  const untilWorded = async () => link.parsed.preset && ready().catch(() => undefined);

  /** Makes the link's twin; a refusal is written to the status line. @param {Actions} actions */
  async function beginTwin(actions) {
    const followed = link;
    const { twin } = followed.parsed;
    if (!twin) return;
    const outcome = await untilAccepted(() => actions.restartTwin(twin));
    if (followed === link) isLost = outcome === "lost";
  }

  return {
    fragment,
    isOwn,
    /** The experiment of a new session; null for the default. */
    experiment: () => (Object.keys(requestedFields()).length > 0 ? requestedFields() : null),
    /** @param {{ field: string | null, message: string, code: string }} error */
    onRefused: (error) => link.dropField(error),

    /** Called at the start of a session, from when on the URL follows the state, and when it is resumed. @param {Actions} actions */
    onWelcome(actions) {
      if (isLost) void begin(actions);
      if (isReady) return;
      isReady = true;
      const isNew = store.state.value.resumedAt === null;
      const finish = () => {
        if (isNew) announce(store, link);
        bar?.follow();
      };
      if (isNew && run) void repeatRun(actions).then(bar?.follow);
      else if (isNew && link.parsed.twin) void beginTwin(actions).then(untilWorded).then(finish);
      else if (isNew && link.parsed.preset) void untilWorded().then(finish);
      else finish();
    },

    /**
     * Applies the link that the page was opened with, and later ones.
     *
     * @param {Actions} actions
     * @param {(choice: Choice) => void} chooseTheme
     */
    bind(actions, chooseTheme) {
      showView(store, link.parsed.view);
      if (link.parsed.theme) chooseTheme(/** @type {Choice} */ (link.parsed.theme));
      window.addEventListener("hashchange", () => {
        bar?.discard();
        if (isFixed || observerKeyOf(location.hash)) {
          location.reload();
          return;
        }
        link = followLink(schema, location.hash);
        run = runIn(location.hash);
        if (link.parsed.theme) chooseTheme(/** @type {Choice} */ (link.parsed.theme));
        showView(store, { ...schema.view, ...link.parsed.view });
        if (isReady) void begin(actions);
      });
    },
  };
}

/** Returns the fragment of the current state; empty before the welcome. @param {Store} store @param {Schema} schema @param {Uploads} uploads */
const fragmentOf = (store, schema, uploads) =>
  computed(() => {
    const { experiment, view, twin } = store.state.value;
    void store.theme.value;
    const theme = document.documentElement.dataset["theme"] ?? null;
    return experiment
      ? formatFragment(schema, { experiment, view: { ...view }, theme, twin: twin && { ...differencesOf(twin) }, samples: uploads.present.value })
      : "";
  });

/** Applies a view, except what a link does not contain. @param {Store} store @param {Record<string, unknown>} view */
function showView(store, view) {
  const patch = /** @type {Partial<View>} */ (view);
  const { shortcuts, showFactors } = store.view.peek();
  store.dispatch({ type: "view", patch: { ...patch, shortcuts, showFactors, lesson: null, hover: null, pinned: null } });
}

/** Shows the outcome of a link in the status line. @param {Store} store @param {Link} link */
function announce(store, link) {
  const outcome = link.outcome();
  if (!outcome) return;
  const { lesson = null, ...notice } = outcome;
  store.dispatch({ type: "notice", ...notice });
  store.dispatch({ type: "view", patch: { lesson } });
}
