/** Draws a convolutional network: matrices of numbers, and above them what is selected. */

import { computed, signal } from "@preact/signals-core";
import { section } from "../../net/frame.js";
import { createBackground } from "../../painters/base/background.js";
import { fillBox } from "../../painters/base/heatmap.js";
import { paintMatrix } from "../../painters/base/matrix.js";
import { paintBarNames, paintBars, paintLights, paintRays, paintSelected, paintWinners } from "../../painters/kinds/convolution.js";
import { linksOf, winnerOf } from "../../scene/convolution/links.js";
import { barRange, familyOf, fitScales, numbersOf } from "../../scene/convolution/numbers.js";
import { plotAt, rectOf } from "../../scene/convolution/places.js";
import { DirtyLayers } from "../../stage/dirty-layers.js";
import { createPixelLayer, createStillLayer } from "../../stage/layers.js";

/** @import { Model } from "./model.js" */
/** @import { Pixels } from "../../painters/base/curve.js" */
/** @import { Shown } from "../../scene/convolution/numbers.js" */
/** @import { Place, Shape } from "../../scene/convolution/types.js" */
/** @import { Rect, Theme } from "../../types.js" */
/** @import { Store } from "../../state/store/store.js" */

/** @typedef {{ shape: Shape, shown: Shown, theme: Theme }} Drawn */

/** Smaller pixels have no room for the mark of those that max pooling has handed on. */
const LEAST_MARKED_PX = 5;

/**
 * @param {Store} store
 * @param {Model} model
 * @param {{ cells: HTMLCanvasElement, marks: HTMLCanvasElement }} canvases
 * @param {() => readonly Place[]} pointed further numbers to mark
 */
export function createPicture(store, model, canvases, pointed) {
  const cells = createPixelLayer(canvases.cells);
  const marks = createStillLayer(canvases.marks);
  const paintBackground = createBackground();
  /** The largest number of each family, eased. @type {Map<string, number>} */
  const scales = new Map();
  /** How often they were fitted. */
  const fits = signal(0);
  const others = () => {
    const [shape, shown] = [model.otherShape.value, model.otherShown()];
    return shape && shown ? [{ shape, shown }] : [];
  };
  const names = computed(() => store.state.value.data?.class_names ?? []);
  /** The classes that the followed sample is of. */
  const targets = computed(() => targetsOf(model.shown()).join());

  /** Paints what changes with every frame. @param {Shape} shape @param {Shown} shown @param {Theme} theme */
  function paintNumbers(shape, shown, theme) {
    const pixels = cells.pixels();
    paintBackground(pixels, shape, theme.groundPacked);
    paintCells(pixels, cells.ratio(), shape, shown, scales, theme);
    paintBars(pixels, cells.ratio(), barsOf(shape, shown, scales), theme);
    paintWinners(pixels, cells.ratio(), winnersOf(shape, shown), theme);
    cells.put();
  }

  const layers = new DirtyLayers([
    {
      reads: () => void [model.shape.value, store.theme.value, model.shown(), model.otherShown()],
      /** @param {Drawn} drawn */
      draw({ shape, shown, theme }) {
        fitScales(scales, [{ shape, shown }, ...others()], shown.frame?.running ?? false);
        fits.value += 1;
        paintNumbers(shape, shown, theme);
      },
    },
    {
      reads: () => void [model.shape.value, store.theme.value, names.value, targets.value, model.hover.value, model.pinned.value, pointed()],
      /** @param {Drawn} drawn */
      draw({ shape, shown, theme }) {
        marks.show(() => {
          paintBarNames(marks.ctx, namesOf(shape, names.value, targetsOf(shown)), theme);
          paintLinks(marks.ctx, shape, [model.hover.value, model.pinned.value], pointed(), theme);
        });
      },
    },
  ]);

  return {
    scales,
    fits,
    invalidators: layers.invalidators,

    /** @param {number} width @param {number} height @param {number} ratio */
    resize(width, height, ratio) {
      cells.resize(width, height, ratio);
      marks.resize(width, height, ratio);
      layers.invalidate();
    },

    draw() {
      const [theme, shape, shown] = [store.theme.value, model.shape.value, model.shown()];
      if (theme && shape && shown) layers.draw({ theme, shape, shown });
    },
  };
}

/** @param {Pixels} pixels @param {number} ratio @param {Shape} shape @param {Shown} shown @param {Map<string, number>} scales @param {Theme} theme */
function paintCells(pixels, ratio, { plots }, shown, scales, theme) {
  for (const plot of plots) {
    if (plot.part === "y") continue;
    const found = numbersOf(plot, shown);
    const { x, y, width, height } = rectOf(plot, { row: 0, column: 0, rows: plot.rows, columns: plot.columns });
    const box = { left: Math.round(x * ratio), top: Math.round(y * ratio), wide: Math.round(width * ratio), high: Math.round(height * ratio) };
    // What shows between the cells and around them is one grid; without numbers there is none.
    fillBox(pixels, { left: box.left - 1, top: box.top - 1, wide: box.wide + 2, high: box.high + 2 }, found ? theme.hairlinePacked : theme.groundPacked);
    if (found) paintMatrix(pixels, box, { ...found, rows: plot.rows, columns: plot.columns }, scales.get(familyOf(plot)) ?? 0, theme);
  }
}

/** @param {Shape} shape @param {Shown} shown @param {Map<string, number>} scales */
const barsOf = ({ plots }, shown, scales) =>
  plots.flatMap((plot) => {
    if (plot.part !== "y") return [];
    const found = numbersOf(plot, shown);
    const value = found?.values[found.start] ?? Number.NaN;
    const { largest, isSigned } = barRange(shown, scales.get(familyOf(plot)) ?? 0);
    return [{ rect: rectOf(plot, { row: 0, column: 0 }), share: Math.max(-1, Math.min(1, value / (largest || 1))), isSigned }];
  });

/** @param {Shape} shape @param {readonly string[]} names @param {readonly number[]} targets */
const namesOf = ({ plots }, names, targets) =>
  plots.flatMap((plot) =>
    plot.part === "y"
      ? [{ rect: rectOf(plot, { row: 0, column: 0 }), label: names[plot.filter] ?? String(plot.filter + 1), isTarget: targets.includes(plot.filter) }]
      : [],
  );

/** Returns the classes that the followed sample is of. @param {Shown | null} shown */
const targetsOf = (shown) => Array.from(section(shown?.frame ?? null, "node_target")?.values ?? []).flatMap((share, k) => (share > 0.5 ? [k] : []));

/** Returns the pixels that max pooling has handed on. @param {Shape} shape @param {Shown} shown @returns {Rect[]} */
function winnersOf(shape, shown) {
  const values = { ...shown, isGradient: false };
  return shape.plots.flatMap((plot) => {
    const stage = shown.net.stages[plot.stage];
    if (plot.part !== "a" || !stage || !stage.isMaxPool || plot.cell < LEAST_MARKED_PX) return [];
    const found = numbersOf(plot, values);
    if (!found) return [];
    const [rows, columns] = stage.pooled;
    return Array.from({ length: rows * columns }, (_, i) =>
      rectOf(plot, winnerOf(found.values, found.start, plot.columns, Math.floor(i / columns), i % columns)),
    );
  });
}

/** @param {CanvasRenderingContext2D} ctx @param {Shape} shape @param {readonly (Place | null)[]} selected hovered and pinned @param {readonly Place[]} pointed @param {Theme} theme */
function paintLinks(ctx, shape, [hovered = null, pinned = null], pointed, theme) {
  const from = hovered ?? pinned;
  if (from) {
    const links = linksOf(shape.net, from).flatMap(({ span, isSource }) => {
      const plot = plotAt(shape, span);
      return plot ? [{ rect: rectOf(plot, span), isSource, part: plot.part }] : [];
    });
    paintLights(ctx, links, theme);
    const plot = plotAt(shape, from);
    const patch = from.part === "z" ? links.find(({ part }) => part === "x") : undefined;
    if (plot && patch) paintRays(ctx, patch.rect, rectOf(plot, from), theme);
  }
  for (const place of [...pointed, pinned, hovered]) {
    const plot = place && plotAt(shape, place);
    if (place && plot) paintSelected(ctx, rectOf(plot, place), theme);
  }
}
