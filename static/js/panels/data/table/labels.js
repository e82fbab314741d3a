/** The order of the classes of a table: numbers by their value, then texts. Pure. */

const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;

/** @param {string} text @returns {number} NaN for a text that is no number */
const numberIn = (text) => (NUMBER.test(text) ? Number(text) : NaN);

/** Compares texts by their characters, as the server does. @param {string} one @param {string} other */
function byCharacters(one, other) {
  const [a, b] = [[...one], [...other]];
  const k = a.findIndex((character, i) => character !== b[i]);
  if (k === -1) return a.length - b.length;
  return (a[k]?.codePointAt(0) ?? 0) - (b[k]?.codePointAt(0) ?? -1);
}

/** @param {Iterable<string>} labels @returns {string[]} */
export function sortedLabels(labels) {
  const keyed = [...labels].map((label) => ({ label, value: numberIn(label) }));
  keyed.sort((one, other) => {
    const [isNumber, isOther] = [!Number.isNaN(one.value), !Number.isNaN(other.value)];
    if (isNumber !== isOther) return isNumber ? -1 : 1;
    return (isNumber ? one.value - other.value : 0) || byCharacters(one.label, other.label);
  });
  return keyed.map(({ label }) => label);
}
