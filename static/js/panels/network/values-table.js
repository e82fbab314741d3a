/** The visually hidden table with the numbers of the neurons. */

import { effect } from "@preact/signals-core";
import { number } from "../../base/numbers/format.js";
import { byId, make, setText } from "../../base/page/dom.js";
import { t } from "../../base/words/i18n.js";
import { trueAt, valueAt } from "../../net/frame.js";
import { labelsFor } from "../output/probe.js";
import { nameOf } from "./description.js";
import { healthWord } from "./unit-health.js";

/** @import { Frame, SectionName } from "../../types.js" */
/** @import { PanelContext } from "../context.js" */

const EVERY_MS = 2000;
const MOST_ROWS_PER_LAYER = 16;
const COLUMNS = /** @type {const} */ (["z", "a", "delta", "b"]);

/** Fills the table, during a run only every few seconds. @param {PanelContext} context */
export function bindValuesTable(context) {
  const { store } = context;
  const rows = byId("network-rows");
  let last_ms = -Infinity;
  effect(() => {
    const { network, running } = store.state.value;
    const frame = store.frame.value;
    const now_ms = performance.now();
    if (!network || !frame || (running && now_ms - last_ms < EVERY_MS)) return;
    last_ms = now_ms;
    setText(byId("network-caption"), labelsFor(store.view.peek().probe)("table"));
    rows.replaceChildren(
      ...network.layers.flatMap(({ index: layer, fan_out }) =>
        Array.from({ length: Math.min(fan_out, MOST_ROWS_PER_LAYER) }, (_, index) => makeRow(frame, layer, index, context)),
      ),
    );
  });
}

/** Writes a number; of a delta that single precision cannot tell from 0, how small it is. @param {Frame} frame @param {SectionName} name @param {number} layer @param {number} index */
function textOf(frame, name, layer, index) {
  const value = valueAt(frame, name, layer, index);
  const isTiny = Math.abs(value ?? NaN) < Infinity && trueAt(frame, name, layer, index) === null;
  return isTiny ? t("table.tiny") : number(value);
}

/** @param {Frame} frame @param {number} layer @param {number} index @param {PanelContext} context */
const makeRow = (frame, layer, index, context) =>
  make(
    "tr",
    {},
    make("th", { text: nameOf({ kind: "neuron", layer, index }, context), attributes: { scope: "row" } }),
    ...COLUMNS.map((name) => make("td", { text: textOf(frame, name, layer, index) })),
    make("td", { text: healthWord(frame, layer, index) }),
  );
