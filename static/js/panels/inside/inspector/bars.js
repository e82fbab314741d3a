/** What each sample of the batch adds to a number: one bar per sample, in the order of the batch. */

import { make } from "../../../base/page/dom.js";
import { t } from "../../../base/words/i18n.js";
import { numberText } from "../base/chips.js";

/** @import { BarFields } from "../../../protocol.js" */

/** Up to so many bars have the number of their sample below. */
const MOST_LABELS = 12;

/**
 * @param {BarFields} bars
 * @param {object} options
 * @param {number | null} options.sample that is open
 * @param {number} options.digits
 * @param {(sample: number) => void} options.onFollow
 */
export function makeBars({ samples, terms, n_left_out: nLeftOut, rest }, { sample: open, digits, onFollow }) {
  const known = terms.map((term) => term ?? 0);
  const high = Math.max(0, ...known);
  const low = Math.min(0, ...known);
  const span = high - low || 1;
  const zero = (high / span) * 100;
  const items = samples.map((sample, k) => {
    const term = terms[k] ?? null;
    const label = t("inspect.bar", { n: sample + 1, value: numberText(term, digits) });
    const button = make("button", {
      class: sample === open ? "pull open" : "pull",
      attributes: {
        type: "button",
        title: label,
        "aria-label": label,
        "aria-pressed": String(sample === open),
        "data-sample": String(sample),
        "data-value": String(term ?? ""),
      },
    });
    const fill = make("i", { class: term === null ? "not-yet" : term < 0 ? "negative" : "positive" });
    const size = (Math.abs(term ?? 0) / span) * 100;
    fill.style.top = `${(term ?? 0) < 0 ? zero : zero - size}%`;
    fill.style.height = `${size}%`;
    button.append(fill);
    button.addEventListener("click", () => onFollow(sample));
    return make(
      "li",
      {},
      button,
      ...(samples.length <= MOST_LABELS ? [make("span", { class: "bar-name", text: String(sample + 1), attributes: { "aria-hidden": "true" } })] : []),
    );
  });
  const list = make("ol", { class: "bars", attributes: { "aria-label": t("inspect.bars") } }, ...items);
  list.style.setProperty("--zero", `${zero}%`);
  if (nLeftOut === 0) return list;
  return make("div", {}, list, make("p", { class: "soft", text: t("inspect.left_out", { n: nLeftOut, value: numberText(rest, digits) }) }));
}
