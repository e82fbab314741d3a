/** Shows how many units of each layer are dead or saturated. */

import { effect } from "@preact/signals-core";
import { percent } from "../../base/numbers/format.js";
import { byId, setText } from "../../base/page/dom.js";
import { throttled } from "../../base/timing/throttled.js";
import { t } from "../../base/words/i18n.js";
import { valueAt } from "../../net/frame.js";
import { healthCounts, unitHealth } from "../../scene/network/unit-health.js";
import { columnRoom } from "./column-room.js";

/** @import { Frame } from "../../types.js" */
/** @import { PanelContext } from "../context.js" */

/** Returns the lines of the card about a hidden unit's health. @param {Frame | null} frame @param {number} layer @param {number} index @returns {[string, string][]} */
export function healthNumbers(frame, layer, index) {
  const share = valueAt(frame, "unit_saturated", layer, index);
  if (share === null) return [];
  const isDead = unitHealth(frame, layer, index) === "dead";
  return [[t("rest.card"), isDead ? t("rest.card.dead") : percent(share, 0)]];
}

/** Returns the health of a unit as a word. @param {Frame | null} frame @param {number} layer @param {number} index */
export function healthWord(frame, layer, index) {
  const health = unitHealth(frame, layer, index);
  if (health === "dead") return t("rest.is_dead");
  return health === "saturated" ? t("rest.is_saturated") : t("rest.is_active");
}

/** @typedef {{ dead: number, saturated: number, shown: number }} Counts  `shown`: dead units that are drawn */

/** Returns the line above a column: the worse of the two, or the dead alone where there is no room for words. @param {Counts} counts @param {ReturnType<typeof columnRoom>} room */
function lineOf({ dead, saturated, shown }, room) {
  if (dead > 0 && room === "tight") return t("rest.dead.tight", { n: dead });
  if (shown < dead && room === "wide") return t("rest.dead.shown", { n: dead, shown });
  if (dead > 0) return t("rest.dead", { n: dead });
  return saturated > 0 && room !== "tight" ? t("rest.saturated", { n: saturated }) : "";
}

/** @param {PanelContext} context call after the columns are bound */
export function bindUnitHealth({ store, shape }) {
  const newest = throttled(store.frame);
  effect(() => {
    const { columns = [], nodes = [] } = shape.value ?? {};
    const room = columnRoom(columns, store.theme.value);
    const frame = newest.value;
    [...byId("columns").children].forEach((child, i) => {
      const line = /** @type {HTMLElement | null} */ (child.querySelector(".column-health"));
      const column = columns[i];
      if (!line || !column) return;
      const { dead, saturated, n } = healthCounts(frame, column.layer);
      const drawn = nodes.filter(({ layer, kind, index }) => layer === column.layer && kind === "neuron" && unitHealth(frame, layer, index) === "dead");
      // The title has all.
      setText(line, lineOf({ dead, saturated, shown: drawn.length }, room));
      line.classList.toggle("dead", dead > 0);
      const title = dead + saturated > 0 ? t("rest.title", { dead, saturated, all: n }) : "";
      if (line.title !== title) line.title = title;
    });
  });
}
