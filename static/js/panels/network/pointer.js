/** Selection on the network by pointer and arrow keys, and the card with the live numbers. */

import { computed, effect, untracked } from "@preact/signals-core";
import { nextTarget, sameTarget, targetAt } from "../../scene/hit.js";
import { throttled } from "../../base/throttled.js";
import { number, parseNumber, short, signed } from "../../base/format.js";
import { valueAt } from "../../net/frame.js";
import { layerName, t, unitName } from "../../base/i18n.js";
import { byId, make, setText } from "../../base/dom.js";
import { labelsFor } from "../output/probe.js";
import { healthNumbers, healthWord } from "./unit-health.js";
import { signalNumbers } from "./signal-card.js";

/** @import { NetworkShape, Target } from "../../types.js" */
/** @import { PanelContext } from "../context.js" */

const REACH_PX = 7;

/** @param {PanelContext} context */
export function bindPointer(context) {
  const { store, shape } = context;
  const box = byId("network-box");
  const canvas = byId("network");
  let isRoving = false;

  /** @param {Target | null} hover */
  const point = (hover) => {
    if (!sameTarget(hover, store.view.peek().hover)) store.dispatch({ type: "view", patch: { hover } });
  };
  /** @param {Target | null} pinned */
  const pin = (pinned) => store.dispatch({ type: "view", patch: { pinned } });

  canvas.addEventListener("pointermove", (event) => {
    isRoving = false;
    point(under(event));
  });
  canvas.addEventListener("pointerleave", () => point(null));
  canvas.addEventListener("click", (event) => {
    const target = under(event);
    pin(sameTarget(target, store.view.value.pinned) ? null : target);
  });
  canvas.addEventListener("blur", () => isRoving && point(null));
  canvas.addEventListener("keydown", (event) => {
    if (!shape.value || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = keyTarget(event.key, shape.value);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    isRoving = true;
    if (next === "pin") pin(sameTarget(store.view.value.pinned, store.view.value.hover) ? null : store.view.value.hover);
    else {
      if (next === null) pin(null);
      point(next);
      setText(byId("network-spoken"), next ? spoken(next, context) : "");
    }
  });

  /** @param {string} key @param {NetworkShape} found @returns {Target | null | "pin" | undefined} */
  function keyTarget(key, found) {
    const { hover, pinned } = store.view.value;
    if (/^Arrow/.test(key)) return nextTarget(found, hover ?? pinned, key);
    if (key === "Escape") return null;
    if (key === "Enter") return "pin";
    if (key !== "e" && key !== "E") return undefined;
    if (hover?.kind !== "neuron") return hover;
    const edge = found.edges.find((e) => e.layer === hover.layer && e.row === hover.index);
    return edge ? { kind: "edge", layer: edge.layer, row: edge.row, column: edge.column } : hover;
  }

  /** @param {MouseEvent} event */
  function under(event) {
    const { left, top } = box.getBoundingClientRect();
    return shape.value && targetAt(shape.value, event.clientX - left, event.clientY - top, REACH_PX);
  }

  bindCard(context);
  bindTable(context);
}

/** @param {PanelContext} context */
function bindCard(context) {
  const { store, shape, actions } = context;
  const card = byId("card");
  const frame = throttled(store.frame);
  const target = computed(() => store.view.value.hover ?? store.view.value.pinned);
  const key = computed(() => JSON.stringify([target.value, store.view.value.pinned, store.view.value.lens, store.view.value.probe, shape.value !== null]));

  effect(() => {
    void key.value;
    const found = target.peek();
    card.hidden = found === null;
    if (!found) return;
    const isPinned = sameTarget(found, store.view.peek().pinned);
    card.classList.toggle("pinned", isPinned);
    const rows = untracked(() => numbersOf(found, context)).map(([name, text], i) =>
      make("div", {}, make("dt", { text: name }), make("dd", { text, attributes: { "data-row": String(i) } })),
    );
    card.replaceChildren(make("h3", { text: nameOf(found, context) }), make("dl", {}, ...rows));
    if (isPinned && found.kind !== "input") card.append(editor(found, context));
    else card.append(make("p", { class: "soft", text: t("card.keep") }));
    place(found);
  });
  effect(() => {
    void [key.value, frame.value];
    const found = target.peek();
    if (!found) return;
    numbersOf(found, context).forEach(([, text], i) => {
      const cell = card.querySelector(`[data-row="${i}"]`);
      if (cell) setText(cell, text);
    });
  });
  effect(() => {
    void shape.value;
    if (target.peek()) place(/** @type {Target} */ (target.peek()));
  });

  /** Places the card beside its target, inside the canvas. @param {Target} found */
  function place(found) {
    const all = shape.peek();
    if (!all) return;
    const [x, y] = placeOf(found, all);
    const { offsetWidth: width, offsetHeight: height } = card;
    const away = found.kind === "edge" ? 16 : all.nodeSize / 2 + 10;
    const isRight = x + away + width < all.width;
    const left = isRight ? x + away : Math.max(4, x - away - width);
    const top = Math.max(4, Math.min(all.height - height - 4, y - height / 2));
    card.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }

  /** Creates a box to edit a weight or a bias. @param {Exclude<Target, { kind: "input" }>} found @param {PanelContext} given */
  function editor(found, given) {
    const edge = /** @type {Extract<Target, { kind: "edge" }>} */ (
      found.kind === "edge" ? found : { kind: "edge", layer: found.layer, row: found.index, column: null }
    );
    const input = make("input", { class: "box", attributes: { type: "text", inputmode: "decimal", autocomplete: "off" } });
    input.value = short(parameterOf(edge, given)).replace("\u2212", "-");
    input.addEventListener("change", () => {
      const value = parseNumber(input.value);
      if (!Number.isNaN(value)) actions.setParameter(edge, value);
      else store.dispatch({ type: "notice", message: t("not_a_number", { text: input.value }), tone: "error" });
    });
    const label = t(edge.column === null ? "card.set_bias" : "card.set_weight");
    return make("label", { class: "edit" }, make("span", { text: label }), input);
  }
}

/** @param {Target} target @param {NetworkShape} shape @returns {[number, number]} */
function placeOf(target, shape) {
  if (target.kind === "edge") {
    const edge = shape.edges.find((e) => e.layer === target.layer && e.row === target.row && e.column === target.column);
    return edge ? [(edge.x0 + edge.x1) / 2, (edge.y0 + edge.y1) / 2] : [0, 0];
  }
  const layer = target.kind === "input" ? -1 : target.layer;
  const node = shape.nodes.find((n) => n.kind === target.kind && n.layer === layer && n.index === target.index);
  return node ? [node.x, node.y] : [0, 0];
}

/** @param {Extract<Target, { kind: "edge" }>} edge @param {PanelContext} context */
function parameterOf(edge, { store }) {
  const frame = store.frame.peek();
  return edge.column === null
    ? valueAt(frame, "b", edge.layer, edge.row)
    : valueAt(frame, "W", edge.layer, edge.row, edge.column);
}

/** @param {Target} target @param {PanelContext} context */
export function nameOf(target, { store, label }) {
  const { network } = store.state.peek();
  const last = (network?.layers.length ?? 0) - 1;
  /** @param {number} index */
  const input = (index) => label(network?.input_names[index] ?? "");
  /** @param {number} layer @param {number} index */
  const neuron = (layer, index) =>
    layer === last
      ? t("unit.of.output", { unit: unitName(index) })
      : t("unit.of", { unit: unitName(index), layer: layerName(layer) });
  if (target.kind === "input") return t("input.heading", { name: input(target.index) });
  if (target.kind === "neuron") {
    const place = { n: target.index + 1, layer: layerName(target.layer) };
    return t(target.layer === last ? "unit.heading.output" : "unit.heading", place);
  }
  const to = neuron(target.layer, target.row);
  if (target.column === null) return t("bias.heading", { unit: to });
  const from = target.layer === 0 ? t("input", { name: input(target.column) }) : unitName(target.column);
  return t("weight.heading", { from, to });
}

/** @param {Target} target @param {PanelContext} context @returns {[string, string][]} */
function numbersOf(target, { store }) {
  const frame = store.frame.value;
  const { probe } = store.view.peek();
  const of = labelsFor(probe);
  const signals = store.view.peek().lens === "signal" ? signalNumbers(frame, target, probe) : null;
  if (signals) return signals;
  if (target.kind === "input") return [];
  if (target.kind === "neuron") {
    const { layer, index } = target;
    return [
      [of("z"), signed(valueAt(frame, "z", layer, index))],
      [of("a"), signed(valueAt(frame, "a", layer, index))],
      [of("delta"), signed(valueAt(frame, "delta", layer, index))],
      [t("card.bias"), signed(valueAt(frame, "b", layer, index))],
      [t("card.db"), signed(valueAt(frame, "db", layer, index))],
      ...healthNumbers(frame, layer, index),
    ];
  }
  const { layer, row, column } = target;
  /** @param {string} weight @param {string} bias */
  const read = (weight, bias) =>
    signed(column === null ? valueAt(frame, bias, layer, row) : valueAt(frame, weight, layer, row, column));
  return column === null
    ? [[t("card.b"), read("W", "b")], [t("card.db"), read("dW", "db")], [t("card.update"), read("update_W", "update_b")]]
    : [[t("card.w"), read("W", "b")], [t("card.dw"), read("dW", "db")], [t("card.update"), read("update_W", "update_b")]];
}

/** @param {Target} target @param {PanelContext} context */
function spoken(target, context) {
  const numbers = numbersOf(target, context).map(([name, text]) => `${name} ${text}`);
  return `${nameOf(target, context)}. ${numbers.join(", ")}`;
}

/** Fills the visually hidden table, during a run at most every two seconds. @param {PanelContext} context */
function bindTable(context) {
  const { store } = context;
  const rows = byId("network-rows");
  let last_ms = -Infinity;
  effect(() => {
    const { network, running } = store.state.value;
    const frame = store.frame.value;
    const now_ms = performance.now();
    if (!network || !frame || (running && now_ms - last_ms < 2000)) return;
    last_ms = now_ms;
    setText(byId("network-caption"), labelsFor(store.view.peek().probe)("table"));
    rows.replaceChildren(
      ...network.layers.flatMap(({ index: layer, fan_out }) =>
        Array.from({ length: Math.min(fan_out, 16) }, (_, index) =>
          make("tr", {},
            make("th", { text: nameOf({ kind: "neuron", layer, index }, context), attributes: { scope: "row" } }),
            ...["z", "a", "delta", "b"].map((name) => make("td", { text: number(valueAt(frame, name, layer, index)) })),
            make("td", { text: healthWord(frame, layer, index) }),
          ),
        ),
      ),
    );
  });
}
