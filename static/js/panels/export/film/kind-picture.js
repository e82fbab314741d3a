/** Draws a network that is not dense for a film: by the picture of its kind, in a box of the film's size that nobody sees. */

import { computed, signal } from "@preact/signals-core";
import { make } from "../../../base/page/dom.js";
import { KINDS } from "../../kinds/kinds.js";
import { partOf } from "../pictures/on-page.js";

/** @import { Frame, State, Theme } from "../../../types.js" */
/** @import { PanelContext, Picture } from "../../context.js" */
/** @import { Load } from "../../kinds/kinds.js" */
/** @import { Sheet, Size } from "../pictures/sheet.js" */

/** @typedef {ReturnType<typeof createKindPicture>} KindPicture */

/** So often a picture renews what follows its frames at a pace. */
const EVERY_MS = 100;

/** Returns a state in which nothing is asked of the server, and no step is at an operation. @param {State} state */
const quiet = (state) => ({ ...state, connection: /** @type {const} */ ("closed"), status: null, program: null });

/**
 * Each kind is drawn by what draws it on the page, from a store of its own: whole steps, with
 * nothing selected, on scales that rise at once and fall slowly, as in a run.
 *
 * @param {PanelContext} context
 * @param {Record<string, Load>} [kinds]
 */
export function createKindPicture(context, kinds = KINDS) {
  const { store } = context;
  const frame = signal(/** @type {Frame | null} */ (null));
  const theme = signal(/** @type {Theme | null} */ (null));
  const isFirst = signal(true);
  // A form of its own, because what is chosen on the page stays chosen.
  const host = make("form", { class: "film-stage", attributes: { inert: "", "aria-hidden": "true" } });
  /** @type {Map<Load, Promise<{ element: HTMLElement, picture: Picture }>>} */
  const made = new Map();
  /** The size at which each is drawn. @type {Map<Picture, string>} */
  const sizes = new Map();
  let period = -1;

  /** @param {Load} load */
  async function add(load) {
    const bind = await load();
    const element = make("div", { class: "picture" });
    host.append(element);
    const isShown = () => frame.value !== null && kinds[store.state.value.network?.kind ?? ""] === load;
    const own = {
      ...store,
      theme: computed(() => theme.value),
      state: computed(() => ({ ...quiet(store.state.value), ...(isShown() ? {} : { network: null }), running: !isFirst.value })),
      view: computed(() => ({ ...store.view.value, tab: /** @type {const} */ ("train"), hover: null, pinned: null, path: [] })),
      frame: computed(() => (isShown() ? frame.value : null)),
      dispatch: () => undefined,
    };
    const none = { ...own, state: computed(() => ({ ...store.state.value, network: null })), frame: signal(null) };
    const elements = { box: element, spoken: make("p", {}), beside: none };
    const picture = bind({ ...context, store: own, ask: () => new Promise(() => undefined) }, elements, 0);
    return { element, picture };
  }

  /** Waits until what follows frames at a pace takes over the next one at once. */
  async function paced() {
    const present = () => Math.floor(performance.now() / EVERY_MS);
    if (period === present()) await new Promise((resolve) => setTimeout(resolve, EVERY_MS - (performance.now() % EVERY_MS) + 1));
    period = present();
  }

  return {
    /** Whether the network has a picture. */
    get isKind() {
      return (store.state.value.network?.kind ?? "") in kinds;
    },

    /** Paints a frame; the first one of a film makes the scales. @param {Sheet} sheet @param {Frame} next @param {Size & { isFirst: boolean, theme: Theme }} options */
    async paint(sheet, next, { width, height, isFirst: isNew, theme: present }) {
      const load = kinds[store.state.value.network?.kind ?? ""];
      if (!load) return;
      if (!host.isConnected) document.body.append(host);
      const making = made.get(load) ?? add(load);
      made.set(load, making);
      const { element, picture } = await making;
      await paced();
      isFirst.value = isNew;
      theme.value = present;
      frame.value = { ...next, running: !isNew };
      for (const { element: other } of await Promise.all(made.values())) other.hidden = other !== element;
      const size = `${width} ${height}`;
      if (sizes.get(picture) !== size) {
        Object.assign(host.style, { width: `${width}px`, height: `${height}px` });
        picture.resize(width, height, 1);
      }
      sizes.set(picture, size);
      for (const invalidate of picture.invalidators) invalidate();
      picture.draw();
      partOf([element], width, present)?.paint(sheet);
    },

    /** Ends a film: nothing is drawn until the next one. */
    close() {
      frame.value = null;
      host.remove();
    },
  };
}
