/** Title, legend and switches of the output, and the note if it cannot be drawn. */

import { computed, effect } from "@preact/signals-core";
import { number, percent } from "../../base/numbers/format.js";
import { byId, make, setText } from "../../base/page/dom.js";
import { throttled } from "../../base/timing/throttled.js";
import { layerName, t } from "../../base/words/i18n.js";
import { targetName } from "../../base/words/targets.js";
import { section } from "../../net/frame.js";
import { planeOf } from "../../scene/output/output.js";
import { outputView } from "../../scene/output/output-views.js";
import { partText } from "./part-text.js";

/** @import { DataFields } from "../../protocol.js" */
/** @import { Target } from "../../types.js" */
/** @import { PanelContext } from "../context.js" */

/** @param {PanelContext} context */
export function bindOutput({ store }) {
  const frame = throttled(store.frame);
  for (const [id, name] of /** @type {const} */ ([
    ["show-test", "showTest"],
    ["discretise", "discretise"],
  ])) {
    const box = /** @type {HTMLInputElement} */ (byId(id));
    box.addEventListener("change", () => store.dispatch({ type: "view", patch: { [name]: box.checked } }));
    effect(() => {
      box.checked = store.view.value[name];
    });
  }

  effect(() => {
    const { hover } = store.view.value;
    const { network, data } = store.state.value;
    setText(byId("output-title"), titleOf(hover, network?.layers.length ?? 0, data));
  });

  effect(() => {
    const { data } = store.state.value;
    const classes = byId("output-classes");
    const isMany = (data?.n_classes ?? 0) > 2;
    byId("output-legend").classList.toggle("many", isMany);
    const isSequence = store.state.value.network?.sequence && outputView(data, store.view.value.answers) === "boundary";
    byId("output-legend").hidden = (!data?.domain && data?.task !== "classification") || Boolean(isSequence);
    byId("output-legend").classList.toggle("function", planeOf(data) === null);
    byId("output-legend").classList.toggle("valued", data?.task !== "classification" || !data.domain);
    classes.replaceChildren(...(isMany ? (data?.class_names ?? []) : []).map((name, i) => make("span", { class: `class class-${i}`, text: name })));
  });

  effect(() => {
    const range = section(frame.value, "surface_range");
    const { data } = store.state.value;
    const names = data?.task === "classification" && data.n_classes === 2 ? data.class_names : [];
    const k = 2 * outputOf(store.view.value.hover, store.state.value.network?.layers.length ?? 0);
    const [low, high] = [range?.values[k], range?.values[k + 1]];
    setText(byId("output-low"), low === undefined ? "" : (names[0] ?? number(low, 2)));
    setText(byId("output-high"), high === undefined ? "" : (names[1] ?? number(high, 2)));
  });

  const note = byId("output-note");
  const score = make("p", { class: "big" });
  const hasNote = computed(() => {
    const { data } = store.state.value;
    return data?.domain === null && outputView(data, store.view.value.answers) === "boundary";
  });
  const figures = throttled(store.figures);
  effect(() => {
    const { data, status } = store.state.value;
    if (!hasNote.value) return;
    // Of the same step as the same number elsewhere on the page.
    const right = section(frame.value, "accuracies")?.values[1] ?? status?.test_accuracy;
    setText(score, data?.task === "classification" ? percent(right) : number(figures.value.testLoss));
  });
  effect(() => {
    const { data, network, twin } = store.state.value;
    note.hidden = !hasNote.value;
    if (note.hidden || !data) return;
    const inputs = data.input_names.length;
    const part = network ? partText(network, data) : "";
    note.replaceChildren(
      score,
      make("p", { text: noteText(data.task === "classification" ? "output.right" : "output.test_loss", twin !== null) }),
      make("p", { class: "soft", text: network?.sequence ? t("output.sequence") : t("output.no_plane", { n: inputs }) }),
      ...(part ? [make("p", { class: "soft", text: part })] : []),
    );
  });
}

/** Returns what the number is; of two networks it is that of the first one. @param {"output.right" | "output.test_loss"} key @param {boolean} hasTwin */
const noteText = (key, hasTwin) => (hasTwin ? t("output.of_a", { what: t(key) }) : t(key));

/** Returns the output under the pointer, or the first. @param {Target | null} hover @param {number} nLayers */
const outputOf = (hover, nLayers) => (hover?.kind === "neuron" && hover.layer === nLayers - 1 ? hover.index : 0);

/** @param {Target | null} hover @param {number} nLayers @param {DataFields | null} data */
function titleOf(hover, nLayers, data) {
  const name = targetName(data, outputOf(hover, nLayers));
  const isOutput = hover?.kind !== "neuron" || hover.layer === nLayers - 1;
  if (isOutput && name) return t("output.of", { name });
  if (hover?.kind !== "neuron") return t("output");
  if (hover.layer === nLayers - 1) return nLayers > 0 && hover.index === 0 ? t("output") : t("output.unit", { n: hover.index + 1 });
  return t("unit.heading", { n: hover.index + 1, layer: layerName(hover.layer) });
}
