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

/**
 * Creates an image that is put on a canvas pixel by pixel, and not scaled.
 *
 * @param {CanvasRenderingContext2D} ctx
 */
export function createImage(ctx) {
  let image = new ImageData(1, 1);
  return {
    /**
     * @param {number} left in pixels of the canvas
     * @param {number} top
     * @param {number} width
     * @param {number} height
     * @param {(pixels: Uint32Array) => void} fill
     */
    put(left, top, width, height, fill) {
      if (image.width !== width || image.height !== height) image = new ImageData(width, height);
      fill(new Uint32Array(image.data.buffer));
      ctx.putImageData(image, left, top);
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

/**
 * Creates a layer that seldom changes. Without a graphics card a browser copies each canvas
 * that can be drawn on with every refresh of the screen, but not one that shows a picture.
 *
 * @param {HTMLCanvasElement} canvas
 */
export function createStillLayer(canvas) {
  const screen = /** @type {ImageBitmapRenderingContext} */ (canvas.getContext("bitmaprenderer"));
  // A canvas of the page, because only there texts have the page's figures.
  const sheet = document.createElement("canvas");
  sheet.hidden = true;
  canvas.after(sheet);
  const layer = createLayer(sheet);
  const copy = new OffscreenCanvas(1, 1);
  const copied = copy.getContext("2d");
  return {
    ...layer,
    /** Shows what `paint` paints on a clear sheet; null for nothing. @param {(() => void) | null} paint */
    show(paint) {
      const { width, height } = sheet;
      if (!paint || width === 0 || height === 0) return screen.transferFromImageBitmap(null);
      layer.clear();
      paint();
      if (copy.width !== width || copy.height !== height) Object.assign(copy, { width, height });
      copied?.drawImage(sheet, 0, 0);
      screen.transferFromImageBitmap(copy.transferToImageBitmap());
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
