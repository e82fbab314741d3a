/** Finds the lines where a field over the plane has a level, by marching squares. Pure. */

/**
 * Returns the ends of all lines: x0, y0, x1, y1 of the first, then of the next one.
 *
 * @param {ArrayLike<number>} values row by row
 * @param {number} columns
 * @param {number} rows
 * @param {number} [level]
 * @returns {number[]} in units of cells, sample centres at whole numbers
 */
export function levelLines(values, columns, rows, level = 0) {
  /** @type {number[]} */
  const lines = [];
  for (let row = 0; row + 1 < rows; row += 1) {
    for (let column = 0; column + 1 < columns; column += 1) {
      const at = row * columns + column;
      const a = (values[at] ?? 0) - level;
      const b = (values[at + 1] ?? 0) - level;
      const c = (values[at + columns + 1] ?? 0) - level;
      const d = (values[at + columns] ?? 0) - level;
      const isInside = a > 0;
      if (b > 0 === isInside && c > 0 === isInside && d > 0 === isInside) continue;
      addCrossings(lines, column, row, a, b, c, d);
    }
  }
  return lines;
}

/**
 * @param {number[]} lines
 * @param {number} x
 * @param {number} y
 * @param {number} a top left
 * @param {number} b top right
 * @param {number} c bottom right
 * @param {number} d bottom left
 */
function addCrossings(lines, x, y, a, b, c, d) {
  const isTop = a > 0 !== b > 0;
  const isRight = b > 0 !== c > 0;
  const isBottom = c > 0 !== d > 0;
  const isLeft = d > 0 !== a > 0;
  const [top, right, bottom, left] = [x + a / (a - b), y + b / (b - c), x + d / (d - c), y + a / (a - d)];
  if (isTop && isRight && isBottom && isLeft) {
    // A saddle: two lines, which leave the corners on the side of the middle connected.
    const middleIsInside = a + b + c + d > 0;
    if (a > 0 === middleIsInside) lines.push(top, y, x + 1, right, bottom, y + 1, x, left);
    else lines.push(top, y, x, left, x + 1, right, bottom, y + 1);
    return;
  }
  if (isTop) lines.push(top, y);
  if (isRight) lines.push(x + 1, right);
  if (isBottom) lines.push(bottom, y + 1);
  if (isLeft) lines.push(x, left);
}
