/** How much room the columns of a network leave for what is above them. Pure. */

/** @import { ColumnShape, Theme } from "../../types.js" */

/** Closer columns have no room for lists and buttons with borders. */
const NARROW_REM = 6.3;
/** Closer columns have room for their names and numbers alone. */
const TIGHT_REM = 4;
const REM_PX = 13;

/** @param {readonly ColumnShape[]} columns @param {Theme | null} theme @returns {"wide" | "narrow" | "tight"} */
export function columnRoom(columns, theme) {
  const between_rem = ((columns[1]?.x ?? 0) - (columns[0]?.x ?? 0)) / (theme?.rem ?? REM_PX);
  if (between_rem < TIGHT_REM) return "tight";
  return between_rem < NARROW_REM ? "narrow" : "wide";
}

/** Sets the class that the styles depend on. @param {HTMLElement} box @param {readonly ColumnShape[]} columns @param {Theme | null} theme */
export function showColumnRoom(box, columns, theme) {
  const room = columnRoom(columns, theme);
  box.classList.toggle("narrow", room !== "wide");
  box.classList.toggle("tight", room === "tight");
}
