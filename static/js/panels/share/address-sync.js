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
 * The address is *opened* with its link until the first welcome, because a new session begins with
 * the link's experiment; then it is *following* the state of the page. A later link is requested
 * from the running session; the address is *lost* if the connection was lost before the server
 * answered, and the next welcome requests the link again.
 *
 * @typedef {"opened" | "following" | "lost"} Phase
 */

export class Address {
  /** Whether this tab wrote the URL itself: it was reloaded, no link was opened. */
  isOwn = isOwnFragment();
  /** An observer keeps the URL of the observed session. */
  #isFixed = observerKeyOf(location.hash) !== null;
  /** @type {Phase} */
  #phase = "opened";
  #store;
  #schema;
  #uploads;
  #ready;
  #bar;
  #link;
  /** The run of the link until it is repeated; null if there is none. */
  #run;

  /**
   * @param {Store} store
   * @param {Schema} schema
   * @param {Uploads} uploads
   * @param {() => Promise<unknown>} [ready] until there are the messages of presets
   */
  constructor(store, schema, uploads, ready = async () => undefined) {
    this.#store = store;
    this.#schema = schema;
    this.#uploads = uploads;
    this.#ready = ready;
    this.fragment = fragmentOf(store, schema, uploads);
    this.#bar = this.#isFixed ? null : createAddressBar(this.fragment);
    const fragment = this.#isFixed ? "" : location.hash;
    this.#link = followLink(schema, fragment);
    this.#run = runIn(fragment);
  }

  /** The experiment of a new session; null for the default. */
  experiment() {
    const fields = this.#fieldsOf(this.#link);
    return Object.keys(fields).length > 0 ? fields : null;
  }

  /** Called when the server refuses that; returns whether there is another one to try. @param {Refusal} error */
  onRefused(error) {
    return this.#link.dropField(error);
  }

  /** Called when a session begins or is resumed. @param {Actions} actions */
  onWelcome(actions) {
    const [phase, link] = [this.#phase, this.#link];
    this.#phase = "following";
    if (phase === "lost") void this.#follow(actions);
    if (phase !== "opened") return;
    const isNew = this.#store.state.value.resumedAt === null;
    const { twin, preset } = link.parsed;
    if (isNew && this.#run !== null) void this.#repeatRun(actions).then(() => this.#bar?.follow());
    else if (isNew && (twin || preset)) void this.#complete(link, actions).then(() => this.#bar?.follow());
    else {
      if (isNew) announce(this.#store, link);
      this.#bar?.follow();
    }
  }

  /**
   * Shows the view of the link that the page was opened with, and follows later links.
   *
   * @param {Actions} actions
   * @param {(choice: Choice) => void} chooseTheme
   */
  bind(actions, chooseTheme) {
    /** @param {Record<string, unknown>} [view] before the link's */
    const show = (view) => {
      const { parsed } = this.#link;
      if (parsed.theme) chooseTheme(/** @type {Choice} */ (parsed.theme));
      showView(this.#store, { ...view, ...parsed.view });
    };
    show();
    window.addEventListener("hashchange", () => {
      this.#bar?.discard();
      if (this.#isFixed || observerKeyOf(location.hash)) {
        location.reload();
        return;
      }
      this.#link = followLink(this.#schema, location.hash);
      this.#run = runIn(location.hash);
      show(this.#schema.view);
      if (this.#phase !== "opened") void this.#follow(actions);
    });
  }

  /** Starts the link's experiment, paused at step 0. @param {Actions} actions */
  async #follow(actions) {
    const link = this.#link;
    this.#phase = "following";
    if (await this.#repeatRun(actions)) return;
    if (this.#store.state.peek().twin) await this.#untilAccepted(link, () => actions.restartTwin(null));
    const restart = () => actions.restart({ ...this.#schema.experiment, ...this.#fieldsOf(link) }, false);
    if (await this.#untilAccepted(link, restart, link.dropField)) await this.#complete(link, actions);
  }

  /** Repeats the run of the link, if there is one; the status line tells the outcome. @param {Actions} actions @returns {Promise<boolean>} whether there is one */
  async #repeatRun(actions) {
    const run = this.#run;
    this.#run = null;
    if (run !== null) await (await import("../run-file/load-run.js")).loadLinkedRun({ store: this.#store, actions }, run);
    return run !== null;
  }

  /** Makes the twin of a link whose experiment is there, and reports the outcome in the words of its preset. @param {Link} link @param {Actions} actions */
  async #complete(link, actions) {
    const { twin, preset } = link.parsed;
    if (twin) await this.#untilAccepted(link, () => actions.restartTwin(twin)); // The store shows a refusal.
    if (preset) await this.#ready().catch(() => undefined);
    if (link === this.#link) announce(this.#store, link);
  }

  /**
   * Repeats a request of a link: later if too many came at once, and without a field that the server refuses.
   *
   * @param {Link} link
   * @param {() => Promise<unknown>} request
   * @param {Link["dropField"]} [dropField]
   * @returns {Promise<boolean>} whether it was accepted; false also if a later link was opened
   */
  async #untilAccepted(link, request, dropField = () => false) {
    while (link === this.#link) {
      const refusal = await request().then(() => null, refusalOf);
      if (link !== this.#link) return false;
      if (refusal === "lost") this.#phase = "lost";
      if (refusal === null || refusal === "lost") return refusal === null;
      if (refusal.code === "too_many_commands") await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      else if (!dropField(refusal)) return false;
    }
    return false;
  }

  /** Returns the fields that a link requests; their samples are those of the table that the server then names. @param {Link} link */
  #fieldsOf(link) {
    const fields = link.fields();
    const { dataset } = fields;
    if (typeof dataset === "object" && dataset !== null) this.#uploads.expect(/** @type {Samples} */ (dataset));
    return fields;
  }
}

/** Returns the server's refusal of a request; `lost` if the connection was lost before an answer. @param {unknown} error @returns {Refusal | "lost"} */
const refusalOf = (error) => (error instanceof Error && "code" in error ? /** @type {Error & { code: string }} */ (error) : "lost");

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
  store.dispatch({ type: "view", patch: { ...patch, shortcuts, showFactors, preset: null, hover: null, pinned: null } });
}

/** Shows the outcome of a link in the status line. @param {Store} store @param {Link} link */
function announce(store, link) {
  const outcome = link.outcome();
  if (!outcome) return;
  const { preset = null, ...notice } = outcome;
  store.dispatch({ type: "notice", ...notice });
  store.dispatch({ type: "view", patch: { preset } });
}
