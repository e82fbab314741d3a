/** The order of the classes of a table: numbers by their value, then texts. Pure. */

const NUMBER = /^[-+\u2212]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][-+]?\d+)?$/;

/** @param {string} text @returns {number} NaN for a text that is no number */
const numberIn = (text) => (NUMBER.test(text) ? Number(text.replace(",", ".").replace("\u2212", "-")) : NaN);

/** @param {string} one @param {string} other */
const byText = (one, other) => Number(one > other) - Number(one < other);

/** Sorts labels as the server does. @param {Iterable<string>} labels @returns {string[]} */
export function sortedLabels(labels) {
  const keyed = [...labels].map((label) => ({ label, value: numberIn(label) }));
  keyed.sort((one, other) => {
    const [isNumber, isOther] = [!Number.isNaN(one.value), !Number.isNaN(other.value)];
    if (isNumber !== isOther) return isNumber ? -1 : 1;
    return (isNumber ? one.value - other.value : 0) || byText(one.label, other.label);
  });
  return keyed.map(({ label }) => label);
}
