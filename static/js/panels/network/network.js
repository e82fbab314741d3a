/** Controls of the network: layers and neurons, lens, legend, phases. */

import { computed, effect } from "@preact/signals-core";
import { number, signed } from "../../base/numbers/format.js";
import { bindRadios, byId, checkRadio, make, setText } from "../../base/page/dom.js";
import { throttled } from "../../base/timing/throttled.js";
import { t, tIf } from "../../base/words/i18n.js";
import { MOST_EDGES } from "../../scene/network/edges.js";
import { hasUncomputedEdges, uncomputedNodes } from "../../scene/network/not-computed.js";
import { showColumnRoom } from "./column-room.js";
import { bindNodeLens } from "./node-lens.js";

/** @import { ColumnShape, Lens } from "../../types.js" */
/** @import { PanelContext } from "../context.js" */

const NEW_LAYER_UNITS = 4;

/** @param {PanelContext} context */
export function bindNetwork(context) {
  const { store, actions, page } = context;
  const most = page.network_limits;
  const hidden = computed(() => /** @type {number[] | undefined} */ (store.requested.value?.["hidden"]));

  byId("layers-minus").addEventListener("click", () => actions.set({ hidden: (hidden.value ?? []).slice(0, -1) }));
  byId("layers-plus").addEventListener("click", () => {
    const sizes = hidden.value ?? [];
    if (sizes.length < most.layers) actions.set({ hidden: [...sizes, sizes.at(-1) ?? NEW_LAYER_UNITS] });
  });
  effect(() => {
    const n = hidden.value?.length ?? 0;
    const isKnown = hidden.value !== undefined;
    setText(byId("layers-value"), isKnown ? t("layers", { n }) : t("layers.unknown"));
    /** @type {HTMLButtonElement} */ (byId("layers-minus")).disabled = n === 0;
    /** @type {HTMLButtonElement} */ (byId("layers-plus")).disabled = !isKnown || n >= most.layers;
  });

  bindRadios("lens", (lens) => store.dispatch({ type: "view", patch: { lens: /** @type {Lens} */ (lens) } }));
  effect(() => checkRadio("lens", store.view.value.lens));
  bindNodeLens(context);
  const dash = /** @type {HTMLInputElement} */ (byId("dash"));
  dash.addEventListener("change", () => store.dispatch({ type: "view", patch: { dashNegative: dash.checked } }));
  bindLegend(context);
  bindPhases(context);
  bindColumns(context, hidden);
}

/** @param {Lens} lens @param {boolean} isSample */
const lensText = (lens, isSample) => (isSample && tIf(`lens.${lens}.sample`)) || t(`lens.${lens}.text`);

/** @param {PanelContext} context */
function bindLegend({ store, shape }) {
  const lens = computed(() => store.view.value.lens);
  const frame = throttled(store.frame);
  effect(() => {
    setText(byId("lens-name"), t(`lens.${lens.value}`));
    const all = shape.value?.edges.length ?? 0;
    const most = { n: MOST_EDGES, all };
    setText(byId("lens-text"), lensText(lens.value, store.view.value.probe !== null) + (all > MOST_EDGES ? t("lens.strongest", most) : ""));
  });
  effect(() => {
    void frame.value;
    const scale = store.scales[lens.value];
    setText(byId("lens-low"), scale === 0 ? "−" : signed(-scale, 3));
    setText(byId("lens-high"), scale === 0 ? "+" : `+${number(scale, 3)}`);
  });
  effect(() => {
    const found = shape.value;
    const isWhole =
      !found || (!hasUncomputedEdges(frame.value, lens.value, found.columns.length - 1) && uncomputedNodes(found, frame.value, store.view.value).length === 0);
    byId("not-yet").hidden = isWhole;
  });
}

/** @param {PanelContext} context */
function bindPhases({ store }) {
  const list = byId("phases");
  const phase = computed(() => store.state.value.status?.op?.phase ?? null);
  effect(() => {
    list.hidden = phase.value === null;
    for (const item of /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll("li"))) {
      const isNow = item.dataset["phase"] === phase.value;
      item.classList.toggle("now", isNow);
      if (isNow) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    }
  });
}

/**
 * Places the headings of the columns, with the buttons for their neurons, above the canvas.
 *
 * @param {PanelContext} context
 * @param {{ readonly value: number[] | undefined }} hidden
 */
function bindColumns({ store, actions, shape, page }, hidden) {
  const box = byId("columns");
  const columns = computed(() => shape.value?.columns ?? []);
  const key = computed(() => JSON.stringify(columns.value.map(({ layer, title, detail, hidden: h }) => [layer, title, h || detail])));

  /** @param {number} layer @param {number} by */
  const resize = (layer, by) =>
    actions.set({ hidden: (hidden.value ?? []).map((n, i) => (i === layer ? Math.min(page.network_limits.units, Math.max(1, n + by)) : n)) });

  /** Returns the activations of the hidden layers. @returns {string[]} */
  const activations = () => {
    const wanted = /** @type {string | string[]} */ (store.requested.value?.["activation"] ?? []);
    return Array.isArray(wanted) ? [...wanted] : (hidden.value ?? []).map(() => wanted);
  };

  /** @param {number} layer @param {string} activation */
  const activate = (layer, activation) => {
    const all = activations();
    all[layer] = activation;
    actions.set({ activation: all.every((name) => name === activation) ? activation : all });
  };

  effect(() => {
    void key.value;
    box.replaceChildren(...columns.peek().map((column) => makeColumn(column, { resize, activate, page })));
  });
  effect(() => {
    void key.value;
    const all = columns.value;
    showColumnRoom(box, all, store.theme.value);
    [...box.children].forEach((child, i) => {
      const column = /** @type {ColumnShape | undefined} */ (all[i]);
      if (!column) return;
      /** @type {HTMLElement} */ (child).style.transform = `translateX(${column.x}px)`;
      const figure = child.querySelector(".units");
      if (figure) setText(figure, String(column.count));
      const select = child.querySelector("select");
      if (select) select.value = activations()[column.layer] ?? column.activation;
      const [minus, plus] = child.querySelectorAll("button");
      if (minus) minus.disabled = column.count <= 1;
      if (plus) plus.disabled = column.count >= page.network_limits.units;
    });
  });
}

/**
 * @typedef {object} ColumnActions
 * @property {(layer: number, by: number) => void} resize
 * @property {(layer: number, activation: string) => void} activate
 * @property {PanelContext["page"]} page
 */

/** @param {ColumnShape} column @param {ColumnActions} actions */
function makeColumn(column, { resize, activate, page }) {
  const title = make("div", { class: "column-title", text: column.title });
  if (!column.hidden) {
    return make("div", { class: "column" }, title, make("div", { class: "column-detail", text: column.detail }));
  }
  const select = make("select", { class: "choice column-detail", attributes: { "aria-label": t("layer.activation", { layer: column.title }) } });
  for (const [name, label] of Object.entries(page.labels["activation"] ?? {})) select.add(new Option(label, name));
  select.addEventListener("change", () => activate(column.layer, select.value));
  const made = make("div", { class: "column" }, title, select);
  /** @param {"unit.add" | "unit.remove"} label @param {string} sign @param {number} by */
  const button = (label, sign, by) => {
    const found = make("button", { class: "tiny", text: sign, attributes: { type: "button", "aria-label": t(label, { layer: column.title }) } });
    found.addEventListener("click", () => resize(column.layer, by));
    return found;
  };
  made.append(
    make("div", { class: "column-units" }, button("unit.remove", "−", -1), make("span", { class: "units" }), button("unit.add", "+", 1)),
    make("div", { class: "column-health" }),
  );
  return made;
}
