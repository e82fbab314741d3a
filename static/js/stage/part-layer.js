/** A still layer that covers only a part of a picture: the smaller it is, the less time the browser takes to copy it. */

import { createStillLayer } from "./layers.js";

/** @import { Rect } from "../types.js" */

/** Creates a layer at a place of its own, which is painted in the units of the whole picture. @param {HTMLCanvasElement} canvas */
export function createPartLayer(canvas) {
  const { ctx, resize, show } = createStillLayer(canvas);
  let placed = "";
  let [left, top] = [0, 0];
  return {
    /** Covers a part, whose edges are rounded to pixels of the screen. @param {Rect} part @param {number} ratio pixels of the screen per CSS pixel */
    place({ x, y, width, height }, ratio) {
      const next = [x, y, x + width, y + height, ratio].join();
      if (next === placed) return;
      placed = next;
      const round = (/** @type {number} */ px) => Math.round(px * ratio) / ratio;
      [left, top] = [round(x), round(y)];
      const [wide, high] = [round(x + width) - left, round(y + height) - top];
      for (const [name, px] of Object.entries({ left, top, width: wide, height: high })) canvas.style.setProperty(name, `${px}px`);
      resize(wide, high, ratio);
    },

    /** Shows what `paint` paints; null for nothing. @param {((ctx: CanvasRenderingContext2D) => void) | null} paint */
    show(paint) {
      if (!paint) return show(null);
      show(() => {
        ctx.save();
        ctx.translate(-left, -top);
        paint(ctx);
        ctx.restore();
      });
    },
  };
}
