/**
 * Renders a gradient strip on a canvas of its own, below the columns of a network. Several
 * strips can exist; those that share a `StripScale` have the same axis.
 */

import { computed, signal } from "@preact/signals-core";
import { textMeasure } from "../painters/base/shapes.js";
import { paintStrip } from "../painters/strips/gradient-strip.js";
import { deltaFactors } from "../scene/strip/delta-factors.js";
import { stripShape } from "../scene/strip/gradient-strip.js";
import { FIRST_RANGE, nextRange } from "../scene/strip/strip-range.js";
import { createStillLayer } from "./layers.js";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { Mark } from "../painters/strips/gradient-strip.js" */
/** @import { Frame, NetworkShape, Theme } from "../types.js" */
/** @import { DeltaFactors } from "../scene/strip/delta-factors.js" */

/** @typedef {ReturnType<typeof createStrip>} Strip */
/** @typedef {ReturnType<typeof createStripScale>} StripScale */

/** Creates the axis of one strip, or the common one of several. */
export function createStripScale() {
  let range = FIRST_RANGE;
  return {
    /** Adapts the axis to what the strips show. @param {readonly DeltaFactors[]} shown */
    fit(shown) {
      range = nextRange(range, shown);
      return range;
    },
  };
}

/** Reads rms(delta) and the factors of each layer. @param {Frame | null} frame */
export const factorsOf = (frame) => deltaFactors(frame, frame?.sections.get("delta_rms")?.shape[0] ?? 0);

/**
 * @typedef {object} StripOptions
 * @property {HTMLCanvasElement} canvas
 * @property {ReadonlySignal<Theme | null>} theme
 * @property {ReadonlySignal<Frame | null>} frame contains `delta_rms`, `da_rms`, `delta_theory` and `delta_theory_band`
 * @property {ReadonlySignal<Frame | null>} twin the frame of the other network, drawn faintly; null for none
 * @property {ReadonlySignal<NetworkShape | null>} shape of the network above, as wide as the canvas
 * @property {StripScale} scale
 * @property {(theme: Theme) => readonly [string, string]} [colors] of the network and of the other one
 */

/** @param {StripOptions} options */
export function createStrip({ canvas, theme, frame, twin, shape, scale, colors = ({ backward, muted }) => [backward, muted] }) {
  const layer = createStillLayer(canvas);
  const size = signal({ width: 0, height: 0 });
  const selected = signal(/** @type {Mark | null} */ (null));
  /** Measures anew with each theme: the font may have loaded, or its size has changed. */
  const widthOf = computed(() => (theme.value ? textMeasure(layer.ctx, theme.value) : () => 0));
  const factors = computed(() => factorsOf(frame.value));
  let isDirty = true;

  const strip = computed(() => {
    const [colours, network] = [theme.value, shape.value];
    const { width, height } = size.value;
    const nLayers = factors.value.delta.length;
    if (!colours || !network || width === 0 || height === 0) return null;
    if (nLayers < 2 || nLayers !== network.columns.length - 1) return null;
    const other = twin.value && factorsOf(twin.value);
    const range = scale.fit(other ? [factors.value, other] : [factors.value]);
    return stripShape(network.columns, factors.value, other, range, { height, rem: colours.rem, widthOf: widthOf.value });
  });

  return {
    factors,
    shape: strip,
    /** The mark that is pointed at, or chosen with the keyboard. */
    selected,
    invalidators: [
      () => {
        void [strip.value, selected.value, theme.value];
        isDirty = true;
      },
    ],

    /** @param {number} width @param {number} height @param {number} ratio */
    resize(width, height, ratio) {
      layer.resize(width, height, ratio);
      size.value = { width, height };
      isDirty = true;
    },

    /** @returns {boolean} whether another draw is needed */
    draw() {
      if (!isDirty || !theme.value) return false;
      isDirty = false;
      const [colours, shown] = [theme.value, strip.value];
      const [color, twinColor] = colors(colours);
      layer.show(shown && (() => paintStrip(layer.ctx, shown, { selected: selected.value, color, twinColor }, colours)));
      return false;
    },
  };
}
