/** Draws a network that is not dense for a film: by the picture of its kind, in a box of the film's size that nobody sees. */

import { computed, signal } from "@preact/signals-core";
import { make } from "../../../base/page/dom.js";
import { KINDS } from "../../kinds/kinds.js";
import { partOf } from "../pictures/on-page.js";

/** @import { Signal } from "@preact/signals-core" */
/** @import { Frame, State, Theme } from "../../../types.js" */
/** @import { Store } from "../../../state/store/store.js" */
/** @import { PanelContext, Picture } from "../../context.js" */
/** @import { Load } from "../../kinds/kinds.js" */
/** @import { Sheet, Size } from "../pictures/sheet.js" */

/** So often a picture renews what follows its frames at a pace. */
const EVERY_MS = 100;

/** Returns a state in which nothing is asked of the server, and no step is at an operation. @param {State} state */
const quiet = (state) => ({ ...state, connection: /** @type {const} */ ("closed"), status: null, program: null });

/**
 * What a film shows now.
 *
 * @typedef {object} Shown
 * @property {Signal<Frame | null>} frame null between two films
 * @property {Signal<Theme | null>} theme
 * @property {Signal<boolean>} isFirst whether it is the first frame of the film
 */

/**
 * Each kind is drawn by what draws it on the page, from a store of its own: whole steps, with
 * nothing selected, on scales that rise at once and fall slowly, as in a run.
 */
export class KindPicture {
  #context;
  #kinds;
  /** @type {Shown} */
  #shown = { frame: signal(null), theme: signal(null), isFirst: signal(true) };
  // A form of its own, because what is chosen on the page stays chosen.
  #host = make("form", { class: "film-stage", attributes: { inert: "", "aria-hidden": "true" } });
  /** @type {Map<Load, Promise<{ element: HTMLElement, picture: Picture }>>} */
  #made = new Map();
  /** The size at which each is drawn. @type {Map<Picture, string>} */
  #sizes = new Map();
  /** That in which the last frame was painted. */
  #period = -1;

  /** @param {PanelContext} context @param {Record<string, Load>} [kinds] */
  constructor(context, kinds = KINDS) {
    this.#context = context;
    this.#kinds = kinds;
  }

  /** Whether the network has a picture. */
  get isKind() {
    return this.#load !== undefined;
  }

  /** Paints a frame; the first one of a film makes the scales. @param {Sheet} sheet @param {Frame} next @param {Size & { isFirst: boolean, theme: Theme }} options */
  async paint(sheet, next, { width, height, isFirst, theme }) {
    const load = this.#load;
    if (!load) return;
    if (!this.#host.isConnected) document.body.append(this.#host);
    const making = this.#made.get(load) ?? this.#make(load);
    this.#made.set(load, making);
    const { element, picture } = await making;
    await this.#nextPeriod();
    this.#shown.isFirst.value = isFirst;
    this.#shown.theme.value = theme;
    this.#shown.frame.value = { ...next, running: !isFirst };
    for (const { element: other } of await Promise.all(this.#made.values())) other.hidden = other !== element;
    this.#fit(picture, { width, height });
    for (const invalidate of picture.invalidators) invalidate();
    picture.draw();
    partOf([element], width, theme)?.paint(sheet);
  }

  /** Ends a film: nothing is drawn until the next one. */
  close() {
    this.#shown.frame.value = null;
    this.#host.remove();
  }

  get #load() {
    return this.#kinds[this.#context.store.state.value.network?.kind ?? ""];
  }

  /** @param {Load} load */
  async #make(load) {
    const bind = await load();
    const element = make("div", { class: "picture" });
    this.#host.append(element);
    const { store } = this.#context;
    const own = storeOf(store, this.#shown, () => this.#load === load);
    const none = { ...own, state: computed(() => ({ ...store.state.value, network: null })), frame: signal(null) };
    const elements = { box: element, spoken: make("p", {}), beside: none };
    const picture = bind({ ...this.#context, store: own, ask: () => new Promise(() => undefined) }, elements, 0);
    return { element, picture };
  }

  /** Waits until what follows frames at a pace takes over the next one at once. */
  async #nextPeriod() {
    const present = () => Math.floor(performance.now() / EVERY_MS);
    if (this.#period === present()) await new Promise((resolve) => setTimeout(resolve, EVERY_MS - (performance.now() % EVERY_MS) + 1));
    this.#period = present();
  }

  /** @param {Picture} picture @param {Size} size */
  #fit(picture, { width, height }) {
    const size = `${width} ${height}`;
    if (this.#sizes.get(picture) === size) return;
    this.#sizes.set(picture, size);
    Object.assign(this.#host.style, { width: `${width}px`, height: `${height}px` });
    picture.resize(width, height, 1);
  }
}

/** Returns a store that only has what a film shows, and without a network while that is of another kind. @param {Store} store @param {Shown} shown @param {() => boolean} isOfKind @returns {Store} */
function storeOf(store, { frame, theme, isFirst }, isOfKind) {
  const isShown = () => frame.value !== null && isOfKind();
  return {
    ...store,
    theme,
    state: computed(() => ({ ...quiet(store.state.value), ...(isShown() ? {} : { network: null }), running: !isFirst.value })),
    view: computed(() => ({ ...store.view.value, tab: /** @type {const} */ ("train"), hover: null, pinned: null, path: [] })),
    frame: computed(() => (isShown() ? frame.value : null)),
    dispatch: () => undefined,
  };
}
