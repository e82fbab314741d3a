/** Fakes of uPlot: a plot to paint on, and a class that records what is asked of it. */

import uPlot from "uplot";
import { recordingContext } from "../canvas.js";

uPlot.pxRatio = 1; // uPlot itself sets it only in a browser

/** A plot of 300 x 200 pixels from (100, 0), one pixel per unit, the value 0 at the bottom. */
export const plotOf = (ctx) => ({
  ctx,
  bbox: { left: 100, top: 0, width: 300, height: 200 },
  valToPos: (value, axis) => (axis === "x" ? 100 + value : 200 - value),
});

/** Has the methods of uPlot that a chart uses; `RecordingPlot.all` are those that were made. */
export class RecordingPlot {
  static all = [];
  ctx = recordingContext();
  cursor = { left: -10, top: -10 };
  bbox = { left: 0, top: 0, width: 300, height: 200 };
  over = { getBoundingClientRect: () => ({ left: 50 }) };
  isDestroyed = false;
  moves = [];

  constructor(options, data, box) {
    Object.assign(this, { options, data, box, width: options.width, height: options.height });
    RecordingPlot.all.push(this);
  }

  valToPos = (value) => value;
  posToVal = (position) => position;

  setData(data) {
    this.data = data;
  }

  setSize({ width, height }) {
    Object.assign(this, { width, height });
  }

  // As in uPlot, it can be called without its plot.
  setCursor = (place) => {
    Object.assign(this.cursor, place);
    this.moves.push(place.left);
  };

  destroy() {
    this.isDestroyed = true;
  }
}
