/** The canvases of a recurrent network's picture: cells are drawn with every frame, the strip ten times a second, marks and selection when they change. */

import { computed } from "@preact/signals-core";
import { pixelRatio, sizeOnScreen } from "../../base/page/pixel-ratio.js";
import { t } from "../../base/words/i18n.js";
import { textMeasure } from "../../painters/base/shapes.js";
import { paintSelection, paintUnrolledMarks } from "../../painters/kinds/unrolled.js";
import { unrolledMarks } from "../../scene/recurrent/marks.js";
import { timeStripRoom, timeStripShape } from "../../scene/recurrent/over-time.js";
import { boxOf } from "../../scene/recurrent/targets.js";
import { termsShape } from "../../scene/recurrent/terms.js";
import { wallX } from "../../scene/recurrent/unrolled.js";
import { FIRST_RANGE, nextRange } from "../../scene/strip/strip-range.js";
import { createStillLayer } from "../../stage/layers.js";
import { createPartLayer } from "../../stage/part-layer.js";
import { bothScales } from "./both-scales.js";
import { createCells, paintTimeStrip } from "./layers.js";

/** @import { Rect } from "../../types.js" */
/** @import { TimeTarget } from "../../scene/recurrent/targets.js" */
/** @import { UnrolledShape } from "../../scene/recurrent/unrolled.js" */
/** @import { Model } from "./model.js" */
/** @import { Parts } from "./parts.js" */

/** Narrower pictures have short names. */
const NARROW_REM = 32;

/** @param {Parameters<import("../../scene/recurrent/marks.js").Words>[0]} name @param {boolean} isNarrow */
function wordOf(name, isNarrow) {
  if (name === "wall") return t("recurrent.wall.open");
  if (name === "bars") return t("recurrent.bars");
  return isNarrow ? t(`recurrent.short.${name}`) : t(`recurrent.band.${name}`);
}

/** @param {Parts} parts @param {HTMLElement} box of the whole picture @param {Model} model @param {number} run */
export function createDrawing(parts, box, model, run) {
  const { store, shape, network, factors, twin, terms, hover, pinned, weight } = model;
  const cells = createCells(parts.cells);
  const marks = createStillLayer(parts.marks);
  const strip = createPartLayer(parts.strip);
  const overlay = createStillLayer(parts.overlay);
  const dirty = { cells: true, marks: true, strip: true, overlay: true };
  const widthOf = computed(() => (store.theme.value ? textMeasure(overlay.ctx, store.theme.value) : () => 0));
  const both = bothScales(store, run);
  const isRunning = computed(() => store.state.value.running);
  let range = FIRST_RANGE;

  const around = computed(() => {
    const [found, theme] = [shape.value, store.theme.value];
    if (!found || !theme) return null;
    const isNarrow = found.width < NARROW_REM * theme.rem;
    return unrolledMarks(found, {
      rem: theme.rem,
      words: (name) => wordOf(name, isNarrow),
    });
  });
  const below = computed(() => {
    const [found, theme, own] = [shape.value, store.theme.value, factors.value];
    if (!found || !theme || !own) return null;
    const other = twin.value;
    range = nextRange(
      range,
      (other ? [own, other] : [own]).map(({ sizes }) => ({ delta: sizes, theory: [] })),
    );
    const list = terms.value && weight.value ? (terms.value.sites ?? []).map((step, i) => ({ t: step, value: terms.value?.terms[i] ?? NaN })) : [];
    return {
      strip: timeStripShape(found, own, other, range, { rem: theme.rem, widthOf: widthOf.value }),
      terms: termsShape(found, list),
      room: timeStripRoom(found, theme.rem),
      colors: /** @type {[string, string]} */ (run === 0 ? [theme.runA, theme.runB] : [theme.runB, theme.runA]),
    };
  });

  const selected = computed(() => (shape.value ? selectionsOf(shape.value, [hover.value, pinned.value, weight.value]) : []));

  function drawCells() {
    const theme = store.theme.value;
    if (!dirty.cells || !theme) return;
    dirty.cells = false;
    const { lens, nodeLens } = store.view.value;
    const seen = network.value && { frame: store.frame.value, network: network.value, lens, nodeLens, isRunning: isRunning.value, other: both.other() };
    cells.draw(shape.value, seen, theme);
    model.scales.value = { ...cells.scales };
    both.publish(cells.present);
  }

  /** Fits the canvases to their area: the room that the sentences leave. */
  function resize() {
    const { width, height } = sizeOnScreen(parts.area);
    for (const layer of [cells.layer, marks, overlay]) layer.resize(width, height, pixelRatio());
    Object.assign(dirty, { cells: true, marks: true, strip: true, overlay: true });
    model.size.value = { width, height, box: box.getBoundingClientRect().height };
  }

  function draw() {
    const theme = store.theme.value;
    if (!theme) return;
    drawCells();
    if (dirty.marks) {
      const found = around.value;
      marks.show(found && (() => paintUnrolledMarks(marks.ctx, found, theme)));
    }
    if (dirty.strip) {
      const found = below.value;
      if (found) strip.place(found.room, pixelRatio());
      strip.show(found && ((ctx) => paintTimeStrip(ctx, found, theme)));
    }
    if (dirty.overlay) {
      const all = selected.value;
      overlay.show(
        all.length > 0
          ? () => {
              for (const selection of all) paintSelection(overlay.ctx, selection, theme);
            }
          : null,
      );
    }
    Object.assign(dirty, { marks: false, strip: false, overlay: false });
  }

  new ResizeObserver(() => {
    resize();
    // At once, because a canvas is blank after it is resized.
    draw();
  }).observe(parts.area);

  return {
    resize,
    invalidators: [
      () => {
        void [store.frame.value, shape.value, store.theme.value, store.view.value];
        // In a run the next frame is drawn with what the other picture shows now.
        if (!isRunning.value) void both.other();
        dirty.cells = true;
      },
      () => {
        void [around.value, store.theme.value];
        dirty.marks = true;
      },
      () => {
        void [below.value, store.theme.value];
        dirty.strip = true;
      },
      () => {
        void [selected.value, store.theme.value];
        dirty.overlay = true;
      },
    ],

    /** @returns {boolean} whether another draw is needed */
    draw() {
      draw();
      return false;
    },
  };
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
