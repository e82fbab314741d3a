/** Finds the lines where a field over the plane is zero, by marching squares. Pure. */

/** @typedef {[number, number, number, number]} Segment  x0, y0, x1, y1 in cells */

/**
 * @param {ArrayLike<number>} values row by row
 * @param {number} columns
 * @param {number} rows
 * @returns {Segment[]} in units of cells, sample centres at whole numbers
 */
export function zeroLines(values, columns, rows) {
  /** @type {Segment[]} */
  const segments = [];
  for (let row = 0; row + 1 < rows; row += 1) {
    for (let column = 0; column + 1 < columns; column += 1) {
      const at = row * columns + column;
      const [a, b, c, d] = [values[at], values[at + 1], values[at + columns + 1], values[at + columns]];
      const isInside = a > 0;
      if (b > 0 === isInside && c > 0 === isInside && d > 0 === isInside) continue;
      crossings(column, row, a, b, c, d, segments);
    }
  }
  return segments;
}

/**
 * @param {number} x
 * @param {number} y
 * @param {number} a top left
 * @param {number} b top right
 * @param {number} c bottom right
 * @param {number} d bottom left
 * @param {Segment[]} segments
 */
function crossings(x, y, a, b, c, d, segments) {
  const inside = (a > 0 ? 8 : 0) | (b > 0 ? 4 : 0) | (c > 0 ? 2 : 0) | (d > 0 ? 1 : 0);
  /** @type {[number, number][]} */
  const places = [];
  if (a > 0 !== b > 0) places.push([x + a / (a - b), y]);
  if (b > 0 !== c > 0) places.push([x + 1, y + b / (b - c)]);
  if (c > 0 !== d > 0) places.push([x + d / (d - c), y + 1]);
  if (d > 0 !== a > 0) places.push([x, y + a / (a - d)]);
  const [p, q, r, s] = places;
  if (p && q && !r) segments.push([...p, ...q]);
  if (!p || !q || !r || !s) return;
  const middleIsInside = a + b + c + d > 0;
  if ((inside === 10) === middleIsInside) segments.push([...p, ...q], [...r, ...s]);
  else segments.push([...p, ...s], [...q, ...r]);
}
