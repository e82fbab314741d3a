/** Where a card lies that speaks of a number: beside it, and over as little as possible of what the number is linked with. Pure. */

/** @import { Rect } from "../../types.js" */

const MARGIN = 4;
const AWAY = 12;
/** A square pixel of what should stay in view costs as much as so many pixels of distance. */
const COVERED = 4;

/**
 * Returns the upper left corner of a card.
 *
 * @param {Rect} of the number
 * @param {readonly Rect[]} kept what should stay in view
 * @param {{ width: number, height: number }} card
 * @param {{ width: number, height: number }} room
 * @returns {[left: number, top: number]}
 */
export function cardPlace(of, kept, card, room) {
  const [x, y] = [of.x + of.width / 2, of.y + of.height / 2];
  const sides = [of.x + of.width + AWAY, of.x - AWAY - card.width, x - card.width / 2, room.width, -room.width];
  const levels = [y - card.height / 2, of.y + of.height + AWAY, of.y - AWAY - card.height, room.height, -room.height];
  let best = /** @type {[number, number]} */ ([MARGIN, MARGIN]);
  let least = Infinity;
  for (const side of sides) {
    for (const level of levels) {
      const at = { x: within(side, room.width - card.width), y: within(level, room.height - card.height), ...card };
      const covered = kept.reduce((sum, rect) => sum + overlap(at, rect), 0) + 1e3 * overlap(at, of);
      const cost = COVERED * covered + Math.hypot(at.x + at.width / 2 - x, at.y + at.height / 2 - y);
      if (cost >= least) continue;
      least = cost;
      best = [at.x, at.y];
    }
  }
  return best;
}

/** @param {number} place @param {number} most */
const within = (place, most) => Math.round(Math.max(MARGIN, Math.min(most - MARGIN, place)));

/** Returns the area that two rectangles share. @param {Rect} a @param {Rect} b */
function overlap(a, b) {
  const wide = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const high = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return wide > 0 && high > 0 ? wide * high : 0;
}
