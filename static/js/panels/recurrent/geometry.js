/** What is drawn around the cells of a recurrent network's picture, and where: marks, the strip below, and the selection. */

import { computed } from "@preact/signals-core";
import { t } from "../../base/words/i18n.js";
import { unrolledMarks } from "../../scene/recurrent/marks.js";
import { timeStripRoom, timeStripShape } from "../../scene/recurrent/over-time.js";
import { boxOf } from "../../scene/recurrent/targets.js";
import { termsShape } from "../../scene/recurrent/terms.js";
import { wallX } from "../../scene/recurrent/unrolled.js";
import { FIRST_RANGE, nextRange } from "../../scene/strip/strip-range.js";

/** @import { Rect, Theme } from "../../types.js" */
/** @import { TimeTarget } from "../../scene/recurrent/targets.js" */
/** @import { UnrolledShape } from "../../scene/recurrent/unrolled.js" */
/** @import { Model } from "./model.js" */

/** Narrower pictures have short names. */
const NARROW_REM = 32;

/** @param {Model} model @param {(theme: Theme) => (text: string, sizeRem: number) => number} measure @param {number} run */
export function createGeometry({ store, shape, factors, twin, terms, hover, pinned, weight }, measure, run) {
  const widthOf = computed(() => (store.theme.value ? measure(store.theme.value) : () => 0));
  let range = FIRST_RANGE;

  const marks = computed(() => {
    const [found, theme] = [shape.value, store.theme.value];
    if (!found || !theme) return null;
    const isNarrow = found.width < NARROW_REM * theme.rem;
    return unrolledMarks(found, { rem: theme.rem, words: (name) => wordOf(name, isNarrow) });
  });

  const strip = computed(() => {
    const [found, theme, own, other] = [shape.value, store.theme.value, factors.value, twin.value];
    if (!found || !theme || !own) return null;
    const shown = other ? [own, other] : [own];
    range = nextRange(
      range,
      shown.map(({ sizes }) => ({ delta: sizes, theory: [] })),
    );
    const list = terms.value && weight.value ? (terms.value.sites ?? []).map((step, i) => ({ t: step, value: terms.value?.terms[i] ?? NaN })) : [];
    return {
      strip: timeStripShape(found, own, other, range, { rem: theme.rem, widthOf: widthOf.value }),
      terms: termsShape(found, list),
      room: timeStripRoom(found, theme.rem),
      colors: /** @type {[string, string]} */ (run === 0 ? [theme.runA, theme.runB] : [theme.runB, theme.runA]),
    };
  });

  const selections = computed(() => (shape.value ? selectionsOf(shape.value, [hover.value, pinned.value, weight.value]) : []));
  return { marks, strip, selections };
}

/** @param {Parameters<import("../../scene/recurrent/marks.js").Words>[0]} name @param {boolean} isNarrow */
function wordOf(name, isNarrow) {
  if (name === "wall") return t("recurrent.wall.open");
  if (name === "bars") return t("recurrent.bars");
  return isNarrow ? t(`recurrent.short.${name}`) : t(`recurrent.band.${name}`);
}

/** Returns what is marked: each cell, and the time step that it is of. @param {UnrolledShape} shape @param {readonly (TimeTarget | null)[]} targets */
const selectionsOf = (shape, targets) =>
  targets.flatMap((target, i) => {
    if (!target) return [];
    return [{ cell: boxOf(shape, target), column: "t" in target && i < 2 ? columnOf(shape, target) : null, isFirm: i > 0 }];
  });

/** @param {UnrolledShape} shape @param {{ t: number, kind: string }} target @returns {Rect} */
function columnOf(shape, { t: step, kind }) {
  const top = shape.bands[0]?.box.y ?? 0;
  const x = wallX(shape, step) - (kind === "factor" ? shape.stepWidth / 2 : 0);
  return { x, y: top, width: shape.stepWidth, height: shape.bottom - top };
}
