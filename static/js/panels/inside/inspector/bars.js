/** What a number is the sum of, one bar each: of each sample of the batch, or of whatever uses a parameter. */

import { make } from "../../../base/page/dom.js";
import { t } from "../../../base/words/i18n.js";
import { numberText } from "../base/chips.js";

/** @import { BarFields, TermsFound } from "../../../protocol.js" */

/** Up to so many bars have the number of their sample below. */
const MOST_LABELS = 12;

/**
 * A bar: its term, and what a click on it does.
 *
 * @typedef {object} Bar
 * @property {number | null} term null if it is not computed yet
 * @property {string} label for its title and for screen readers
 * @property {string} name below the bar
 * @property {Record<string, string>} [attributes] of its button
 * @property {boolean} [isOpen]
 * @property {() => void} act
 */

/** @param {string} label of the list @param {readonly Bar[]} bars */
function makeList(label, bars) {
  const known = bars.map(({ term }) => term ?? 0);
  const high = Math.max(0, ...known);
  const low = Math.min(0, ...known);
  const span = high - low || 1;
  const zero = (high / span) * 100;
  const items = bars.map(({ term, label: title, name, attributes = {}, isOpen = false, act }) => {
    const button = make("button", {
      class: isOpen ? "pull open" : "pull",
      attributes: { type: "button", title, "aria-label": title, "data-value": String(term ?? ""), ...attributes },
    });
    const fill = make("i", { class: term === null ? "not-yet" : term < 0 ? "negative" : "positive" });
    const size = (Math.abs(term ?? 0) / span) * 100;
    fill.style.top = `${(term ?? 0) < 0 ? zero : zero - size}%`;
    fill.style.height = `${size}%`;
    button.append(fill);
    button.addEventListener("click", act);
    const names = bars.length <= MOST_LABELS ? [make("span", { class: "bar-name", text: name, attributes: { "aria-hidden": "true" } })] : [];
    return make("li", {}, button, ...names);
  });
  const list = make("ol", { class: "bars", attributes: { "aria-label": label } }, ...items);
  list.style.setProperty("--zero", `${zero}%`);
  return list;
}

/**
 * Makes one bar per sample, in the order of the batch.
 *
 * @param {BarFields} bars
 * @param {object} options
 * @param {number | null} options.sample that is open
 * @param {number} options.digits
 * @param {(sample: number) => void} options.onFollow
 */
export function makeBars({ samples, terms, n_left_out: nLeftOut, rest }, { sample: open, digits, onFollow }) {
  const list = makeList(
    t("inspect.bars"),
    samples.map((sample, k) => ({
      term: terms[k] ?? null,
      label: t("inspect.bar", { n: sample + 1, value: numberText(terms[k] ?? null, digits) }),
      name: String(sample + 1),
      isOpen: sample === open,
      attributes: { "aria-pressed": String(sample === open), "data-sample": String(sample) },
      act: () => onFollow(sample),
    })),
  );
  if (nLeftOut === 0) return list;
  return make("div", {}, list, make("p", { class: "soft", text: t("inspect.left_out", { n: nLeftOut, value: numberText(rest, digits) }) }));
}

/**
 * Makes one bar per time step, place or position that uses a parameter.
 *
 * @param {Pick<TermsFound, "terms" | "deltas" | "inputs" | "sites" | "grid" | "along">} found
 * @param {{ digits: number, onGo: (term: number) => void }} options
 */
export function makeTerms({ terms, deltas, inputs, sites, grid, along }, { digits, onGo }) {
  /** @param {number} k */
  const product = (k) => {
    const factors = [deltas?.[k], ...(inputs ? [inputs[k]] : [])].flatMap((value) => (typeof value === "number" ? [numberText(value, digits)] : []));
    return factors.length > 1 ? `${factors.join(" · ")} = ` : "";
  };
  return makeList(
    t("inspect.terms.bars"),
    terms.map((term, k) => {
      const [row, column] = grid ? [Math.floor(k / grid[1]), k % grid[1]] : [0, k];
      const n = along === "sites" ? (sites?.[k] ?? k) + 1 : k + 1;
      const name = grid ? `${row + 1},${column + 1}` : String(n);
      const value = product(k) + numberText(term, digits);
      const label = grid
        ? t("inspect.term.grid", { row: row + 1, column: column + 1, value })
        : t(along === "sites" ? "inspect.term.sites" : "inspect.term.positions", { n, value });
      return { term, label, name, attributes: { "data-term": String(k) }, act: () => onGo(k) };
    }),
  );
}
