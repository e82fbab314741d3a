/** Wraps canvases: layers of the stage, and an image for a heatmap. */

/** Creates an off-screen image for a heatmap. */
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

/** Creates an opaque layer that is written pixel by pixel. @param {HTMLCanvasElement} canvas */
export function createPixelLayer(canvas) {
  const layer = createLayer(canvas, { alpha: false });
  let image = new ImageData(1, 1);
  let data = new Uint32Array(image.data.buffer);
  return {
    ...layer,
    /** Returns all pixels, filled with `color` if it is given. @param {number} [color] packed */
    pixels(color) {
      const { width, height } = canvas;
      if (image.width !== width || image.height !== height) {
        image = new ImageData(Math.max(1, width), Math.max(1, height));
        data = new Uint32Array(image.data.buffer);
      }
      if (color !== undefined) data.fill(color);
      return { data, width, height };
    },
    /** Copies the pixels to the canvas. */
    put() {
      layer.ctx.putImageData(image, 0, 0);
    },
  };
}

/** @param {HTMLCanvasElement} canvas @param {CanvasRenderingContext2DSettings} [settings] */
export function createLayer(canvas, settings) {
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", settings));
  let width = 0;
  let height = 0;
  return {
    ctx,
    /** Canvas pixels per CSS pixel. */
    ratio: () => canvas.width / Math.max(1, width),
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
