/** Paints the output over the input plane on a sheet, as it is on the page: surface, boundary, samples, axes. */

import { t } from "../../../base/words/i18n.js";
import { targetName } from "../../../base/words/targets.js";
import { section } from "../../../net/frame.js";
import { blendHeatmap } from "../../../painters/base/heatmap.js";
import { paintBoundary, paintEmptyPlane } from "../../../painters/output/output.js";
import { boundary, functionPlane, planeOf, plotShape, pointItems } from "../../../scene/output/output.js";
import { classPixels, twoTones } from "../../../scene/output/surface.js";
import { paintPoints } from "../../../stage/output-points.js";

/** @import { PlotShape, SectionView, Theme } from "../../../types.js" */
/** @import { PictureStore } from "./network.js" */
/** @import { Sheet, Size } from "./sheet.js" */

/** @typedef {NonNullable<ReturnType<typeof outputScene>>} OutputScene */

/**
 * Computes what is the same in all frames; null if the data have no plane, and no function of one input.
 *
 * @param {PictureStore} store
 * @param {Size} size
 * @param {Theme} theme
 */
export function outputScene(store, { width, height }, theme) {
  const { data } = store.state.value;
  const plane = planeOf(data) ?? functionPlane(data);
  if (!data || !plane) return null;
  const names = data.axis_names.length > 1 ? data.axis_names : [data.axis_names[0] ?? "", targetName(data, 0) || t("layer.output")];
  const plot = plotShape(plane, names, width, height, theme.rem);
  return { plot, data, points: { train: pointItems(data.train, plot), test: pointItems(data.test, plot) } };
}

/**
 * @param {Sheet} sheet
 * @param {PictureStore} store
 * @param {OutputScene} scene
 * @param {Theme} theme
 * @param {() => void} [paintFixed] paints samples and axes in its own way, where they are the same in all frames
 */
export function paintOutput(sheet, store, scene, theme, paintFixed = () => paintOutputPoints(sheet, store, scene, theme)) {
  const { plot, data } = scene;
  const surface = planeOf(data) === null ? null : section(store.frame.value, "surface");
  sheet.group("surface", () => {
    if (!surface) return paintEmptyPlane(sheet.ctx, plot, theme);
    paintSurface(sheet, store, surface, plot, theme);
    paintBoundary(sheet.ctx, boundary(store.frame.value, plot, data), theme);
  });
  paintFixed();
}

/** Paints samples and axes; of a function of one input its curve, too. @param {Sheet} sheet @param {PictureStore} store @param {OutputScene} scene @param {Theme} theme */
export function paintOutputPoints({ ctx, group }, store, { plot, data, points }, theme) {
  const batch = store.view.value.tab === "inside" ? (store.state.value.program?.batch ?? []) : [];
  group("samples", () => paintPoints(ctx, store, { plot, data, points, batch }, theme));
}

/** Whether the samples are the same in all frames. @param {OutputScene} scene */
export const hasFixedPoints = ({ data }) => planeOf(data) !== null;

/** @param {Sheet} sheet @param {PictureStore} store @param {SectionView} surface @param {PlotShape} shape @param {Theme} theme */
function paintSurface(sheet, store, surface, { plot }, theme) {
  const [n = 1, rows = 0, columns = 0] = surface.shape;
  const { discretise } = store.view.value;
  // Several values of a regression cannot be compared: the first is shown.
  if (n === 1 || store.state.value.data?.task === "regression") {
    const map = discretise ? twoTones(theme.map) : theme.map;
    sheet.image(plot, (pixels) => blendHeatmap(pixels, { left: 0, top: 0, wide: pixels.width, high: pixels.height }, surface.values, 0, columns, map));
    return;
  }
  const range = section(store.frame.value, "surface_range");
  sheet.image(plot, (pixels) => classPixels(surface, range, theme, pixels.data, discretise), { width: columns, height: rows });
}
