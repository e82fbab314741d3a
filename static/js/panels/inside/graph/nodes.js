/** Draws the graph of operations: a button for each node, a line for each edge. */

import { make } from "../../../base/page/dom.js";
import { t, tIf } from "../../../base/words/i18n.js";
import { placeGraph } from "../../../scene/inside/op-graph.js";
import { isDense } from "../../../scene/kinds/nodes.js";
import { numberText } from "../base/chips.js";
import { setFormula } from "../base/formula.js";
import { svg } from "../base/svg.js";

/** @import { GroupFields, MeasureFields, NetworkFields, OpGraph, OpNodeFields } from "../../../protocol.js" */
/** @import { PlacedGraph } from "../../../scene/inside/op-graph.js" */
/** @import { Target } from "../../../types.js" */
/** @import { PanelContext } from "../../context.js" */

/**
 * Returns what a node is in the network; null if it is nothing that can be chosen. A node
 * of several numbers means the first of them in a network that is not dense, where
 * nothing else is all of them.
 *
 * @param {OpNodeFields} node
 * @param {Pick<NetworkFields, "kind"> | null} network
 * @param {Target | null} pinned
 * @returns {Target | null}
 */
export function targetOf(node, network, pinned) {
  const { key, part, row, column } = node;
  if (key === "loss") return { kind: "loss" };
  if (!network || isDense(network)) return unitOf(node);
  if (node.block !== null) return { kind: "edge", layer: node.block, row: row ?? 0, column: part === "W" ? (column ?? 0) : null };
  const position = pinned?.kind === "cell" ? pinned.column : 0;
  return node.node === null ? null : { kind: "cell", node: node.node, site: node.site, row: row ?? 0, column: position };
}

/** Returns the same in a dense network. @param {OpNodeFields} node @returns {Target | null} */
function unitOf({ key, part, group, row, column }) {
  const layer = group?.first ?? null;
  if (layer === null) return key === "x" && row !== null ? { kind: "input", index: row } : null;
  if (part === "W" && row !== null && column !== null) return { kind: "edge", layer, row, column };
  if (part === "b" && row !== null) return { kind: "edge", layer, row, column: null };
  return row === null ? { kind: "layer", layer } : { kind: "neuron", layer, index: row };
}

/** Parts that are named after what they do. */
const NAMED = ["embedding", "attention"];

/** Names a part of the network, or several that do the same. @param {GroupFields} group */
export function groupName({ name, first, last }) {
  if (last > first) return t("graph.group.steps", { first: first + 1, last: last + 1 });
  return t(`graph.group.${name}`, { n: first + 1 });
}

/** Names a node: what it holds, or the operation that computes it. @param {OpNodeFields} node @param {PanelContext["page"]} page */
export function nodeWords({ part, kind, group }, page) {
  const operation = kindWords(kind, page);
  if (part === "group" && group) return kind === "" || NAMED.includes(group.name) ? groupName(group) : t("graph.layer", { layer: groupName(group), operation });
  return part === "W" || part === "b" || part === "y" ? t(`graph.${part}`) : operation;
}

/** @param {string} kind @param {PanelContext["page"]} page */
function kindWords(kind, page) {
  if (kind.startsWith("affine")) return t("graph.kind.affine");
  const words = tIf(`graph.kind.${kind.replace(/ without bias$/, "").replaceAll(" ", "_")}`);
  const labels = { ...page.labels["activation"], ...page.labels["loss"], ...page.labels["output"] };
  return words ?? labels[kind] ?? kind.replaceAll("_", " ");
}

/** Writes a number, or why there is none. @param {MeasureFields} measure @param {4 | 17} digits */
export function measureText({ value, n_numbers }, digits) {
  return n_numbers === 0 ? t("graph.matrix") : numberText(value, digits);
}

/**
 * Draws a graph anew.
 *
 * @param {HTMLElement} root
 * @param {OpGraph} graph
 * @param {{ digits: 4 | 17, isAcross: boolean, page: PanelContext["page"] }} options
 * @returns {Map<string, HTMLButtonElement>} the buttons by the keys of their nodes
 */
export function drawGraph(root, graph, options) {
  const placed = placeGraph(graph.nodes, graph.edges, { isAcross: options.isAcross, hasAllDigits: options.digits === 17 });
  const buttons = new Map(graph.nodes.map((node) => [node.key, nodeButton(node, graph, placed, options)]));
  const list = make(
    "ol",
    { class: "graph-nodes", attributes: { "aria-label": t("graph.nodes") } },
    ...[...buttons.values()].map((button) => make("li", {}, button)),
  );
  const labels = placed.lines.filter(({ edge }) => edge.derivative).map((line) => edgeLabel(line, options.digits));
  root.style.width = `${placed.width}rem`;
  root.style.height = `${placed.height}rem`;
  root.replaceChildren(lines(placed), ...labels, list);
  return buttons;
}

/** @param {OpNodeFields} node @param {OpGraph} graph @param {PlacedGraph} placed @param {Parameters<typeof drawGraph>[2]} options */
function nodeButton(node, { edges }, { boxes }, { digits, page }) {
  const button = make("button", { class: "graph-node", attributes: { type: "button", tabindex: "-1" } });
  button.append(
    make("span", { class: "graph-name", text: nodeWords(node, page) }),
    spoken(t("graph.spoken.value")),
    measure(node.value, "graph-value", digits),
  );
  if (node.gradient) button.append(spoken(t("graph.spoken.gradient")), measure(node.gradient, "graph-gradient", digits));
  for (const { source, derivative, n_uses: n } of edges) {
    if (source !== node.key || !derivative) continue;
    button.append(spoken(t("graph.spoken.derivative", { value: measureText(derivative, digits) })));
    if (n > 1) button.append(spoken(t("graph.spoken.uses", { n })));
  }
  if (node.wrote) button.append(spoken(t("graph.spoken.now")));
  button.dataset["key"] = node.key;
  button.dataset["part"] = node.part;
  if (node.wrote) button.dataset["wrote"] = node.wrote;
  const box = boxes.get(node.key);
  if (box) Object.assign(button.style, { left: `${box.x}rem`, top: `${box.y}rem`, width: `${box.width}rem`, height: `${box.height}rem` });
  return button;
}

/** What only a screen reader reads. @param {string} text */
const spoken = (text) => make("span", { class: "hidden", text });

/** @param {MeasureFields} fields @param {string} kind @param {4 | 17} digits */
function measure(fields, kind, digits) {
  const symbol = make("span", { class: "graph-symbol" });
  setFormula(symbol, fields.symbol);
  const value = make("b", { text: measureText(fields, digits), attributes: { "data-value": String(fields.value ?? "") } });
  if (fields.value === null) value.classList.add("not-yet");
  return make("span", { class: kind }, symbol, value);
}

/** @param {PlacedGraph["lines"][number]} line @param {4 | 17} digits */
function edgeLabel({ edge, label }, digits) {
  const element = make("span", { class: "graph-derivative", attributes: { "aria-hidden": "true" } });
  if (edge.derivative) element.append(measure(edge.derivative, "graph-local", digits));
  // what multiplies biases is 1 in every use
  if (edge.n_uses > 1 && edge.derivative?.symbol !== "1") element.append(make("span", { class: "graph-uses", text: t("graph.uses", { n: edge.n_uses }) }));
  if (edge.flow) element.dataset["flow"] = edge.flow;
  Object.assign(element.style, { left: `${label.x}rem`, top: `${label.y}rem` });
  return element;
}

/** @param {PlacedGraph} placed */
function lines({ lines: all, width, height }) {
  const paths = all.map(({ edge, path }) =>
    svg("path", { d: path, class: edge.derivative ? "graph-line" : "graph-line one-way", ...(edge.flow && { "data-flow": edge.flow }) }),
  );
  return svg("svg", { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" }, ...paths);
}
