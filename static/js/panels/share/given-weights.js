/** Writes given weights and biases into a link, and reads them from it. Pure. */

/** @typedef {{ W: number[][], b: number[] | null }} Layer */

/** The longest text that goes into a link, in characters. */
const MOST_IN_LINK = 6000;
const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/**
 * Formats layers for a link: `1,2,b3;4,5,b6/7,8,b9`. A slash separates layers, a semicolon
 * units; a bias begins with `b`.
 *
 * @param {readonly Layer[]} layers
 * @returns {string | null} null if they are too long
 */
export function weightsText(layers) {
  const text = layers.map(({ W, b }) => W.map((row, i) => [...row, ...(b ? [`b${b[i]}`] : [])].join(",")).join(";")).join("/");
  return text.length > MOST_IN_LINK ? null : text;
}

/**
 * Parses the text of `weightsText`.
 *
 * @param {string} text
 * @returns {Layer[] | undefined} undefined if it is no such text
 */
export function weightsFrom(text) {
  const layers = text.split("/").map(layerFrom);
  return layers.every((layer) => layer !== undefined) ? layers : undefined;
}

/** @param {string} text @returns {Layer | undefined} */
function layerFrom(text) {
  const rows = text.split(";").map((row) => row.split(","));
  const biases = rows.map((row) => (row.at(-1)?.startsWith("b") ? row.pop()?.slice(1) : undefined));
  const hasBias = biases[0] !== undefined;
  const isWhole = [...rows.flat(), ...(hasBias ? biases : [])].every((cell) => NUMBER.test(cell ?? ""));
  if (!isWhole || !biases.every((bias) => (bias !== undefined) === hasBias) || rows.some((row) => row.length !== rows[0]?.length)) return undefined;
  return { W: rows.map((row) => row.map(Number)), b: hasBias ? biases.map(Number) : null };
}
