/** The crosshair of a chart: moved by the pointer through uPlot, held by keys and touches, and what chooses its step. */

import uPlot from "uplot";

/** @typedef {{ left: number, top: number }} Place in CSS pixels from the corner of the plot */

/**
 * What a chart offers to its crosshair.
 *
 * @typedef {object} Crosshair
 * @property {(rows: number) => void} moveBy holds it some rows further
 * @property {(clientX: number) => void} holdAt holds it at a place on the screen
 * @property {() => void} release
 * @property {() => void} restore moves it to where it is held
 * @property {() => void} choose takes its step
 */

const NOWHERE = { left: -10, top: -10 };
const PAGE_OF_ROWS = 10;
/** Rows to move by for each key. */
const ROWS_BY_KEY = new Map([
  ["ArrowLeft", -1],
  ["ArrowRight", 1],
  ["ArrowDown", -1],
  ["ArrowUp", 1],
  ["PageDown", -PAGE_OF_ROWS],
  ["PageUp", PAGE_OF_ROWS],
  ["Home", -Infinity],
  ["End", Infinity],
]);

/** @param {HTMLElement} box @param {Crosshair} crosshair */
export function bindCrosshair(box, crosshair) {
  box.addEventListener("keydown", (event) => {
    const rows = ROWS_BY_KEY.get(event.key);
    if ((rows === undefined && event.key !== "Escape" && event.key !== "Enter") || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (rows !== undefined) crosshair.moveBy(rows);
    else if (event.key === "Enter") crosshair.choose();
    else crosshair.release();
  });
  box.addEventListener("focus", () => {
    if (box.matches(":focus-visible")) crosshair.moveBy(0);
  });
  box.addEventListener("blur", () => crosshair.release());
  let isMouse = false;
  /** @param {PointerEvent} event */
  const followTouch = ({ pointerType, clientX }) => {
    isMouse = pointerType === "mouse";
    if (!isMouse) crosshair.holdAt(clientX);
  };
  box.addEventListener("pointerdown", followTouch);
  box.addEventListener("pointermove", followTouch);
  /** Restores the held crosshair after uPlot has handled the same event. */
  const restoreLater = () => void setTimeout(() => crosshair.restore());
  box.addEventListener("click", () => {
    if (isMouse) crosshair.choose();
    restoreLater();
  });
  box.addEventListener("mouseleave", restoreLater, true);
}

/** Moves the crosshair of all charts to a position of the horizontal axis. @param {uPlot} u @param {number} position */
export const moveCrosshair = (u, position) => setCrosshair(u, { left: u.valToPos(position, "x"), top: u.bbox.height / (2 * uPlot.pxRatio) });

/** Removes the crosshair of all charts. @param {uPlot} u */
export const removeCrosshair = (u) => setCrosshair(u, NOWHERE);

/**
 * Replaces the data of a plot. The crosshair stays under the pointer, or else at its step.
 *
 * @param {uPlot} u
 * @param {uPlot.AlignedData} data
 * @param {boolean} isHovered
 */
export function setDataUnderCrosshair(u, data, isHovered) {
  const { left = -1 } = u.cursor;
  const position = left >= 0 ? u.posToVal(left, "x") : null;
  u.setData(data);
  if (position === null) return;
  const { left: pointer = 0, top = 0 } = u.cursor;
  if (isHovered) setCrosshair(u, { left: pointer, top });
  else setCrosshair(u, { left: u.valToPos(position, "x"), top }, false);
}

/**
 * Moves the crosshair of all charts, or of one; uPlot's types lack the last argument.
 *
 * @param {uPlot} u
 * @param {Place} place
 * @param {boolean} [isForAll]
 */
function setCrosshair(u, place, isForAll = true) {
  const setCursor = /** @type {(place: Place, fire: boolean, publish: boolean) => void} */ (u.setCursor);
  setCursor(place, true, isForAll);
}
