/** Heatmaps as images: values become pixels once, painters cut them out. */

import { divergingPixels } from "../scene/surface.js";

/** @import { Picture } from "../painters/nodes.js" */

/** Square heatmaps below one another on one canvas that is never shown. */
export function createAtlas() {
  const canvas = document.createElement("canvas");
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  let image = new ImageData(1, 1);
  let side = 0;
  let count = 0;

  return {
    /**
     * @param {Uint8Array | Float32Array} values count x side x side
     * @param {number} newCount
     * @param {number} newSide
     * @param {Uint32Array} map
     */
    update(values, newCount, newSide, map) {
      if (newCount === 0 || newSide === 0) {
        count = 0;
        return;
      }
      if (newCount !== count || newSide !== side) {
        count = newCount;
        side = newSide;
        canvas.width = side;
        canvas.height = side * count;
        image = ctx.createImageData(side, side * count);
      }
      divergingPixels(values, map, new Uint32Array(image.data.buffer), false);
      ctx.putImageData(image, 0, 0);
    },

    /** @param {number} index @returns {Picture | null} */
    picture(index) {
      if (index < 0 || index >= count) return null;
      return { source: canvas, x: 0, y: index * side, width: side, height: side };
    },
  };
}

/** One heatmap that may have any proportions. */
export function createHeatmap() {
  const canvas = document.createElement("canvas");
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  let image = new ImageData(1, 1);

  return {
    canvas,
    /**
     * @param {number} columns
     * @param {number} rows
     * @param {(pixels: Uint32Array) => void} fill
     */
    update(columns, rows, fill) {
      if (image.width !== columns || image.height !== rows) {
        canvas.width = columns;
        canvas.height = rows;
        image = ctx.createImageData(columns, rows);
      }
      fill(new Uint32Array(image.data.buffer));
      ctx.putImageData(image, 0, 0);
    },
  };
}

/** @param {HTMLCanvasElement} canvas */
export function createLayer(canvas) {
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  let width = 0;
  let height = 0;
  return {
    ctx,
    /** @param {number} newWidth @param {number} newHeight @param {number} ratio */
    resize(newWidth, newHeight, ratio) {
      const [w, h] = [Math.round(newWidth * ratio), Math.round(newHeight * ratio)];
      width = newWidth;
      height = newHeight;
      if (canvas.width !== w || canvas.height !== h) {
        canvas.width = w;
        canvas.height = h;
      }
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    },
    clear() {
      ctx.clearRect(0, 0, width, height);
    },
  };
}
