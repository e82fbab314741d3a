/** The sections of the inspector for a number of a network that is not dense. */

import { make } from "../../../base/page/dom.js";
import { t } from "../../../base/words/i18n.js";
import { formula } from "../base/chips.js";
import { makeBars, makeTerms } from "./bars.js";
import { makeExpression } from "./expressions.js";
import { section, wordsOf } from "./section.js";
import { makeUpdate } from "./update-lines.js";

/** @import { Explained, NetworkFields, TermsFound } from "../../../protocol.js" */
/** @import { Target } from "../../../types.js" */
/** @import { CellInspection } from "./cells.js" */
/** @import { Options } from "./sections.js" */

/** @param {CellInspection} inspection @param {Options} options @returns {HTMLElement[]} */
export function makeCellSections({ target, explained, terms }, options) {
  if (terms) return [...makeTermSections(terms, options), ...explained.flatMap((way) => makeUpdateSection(way, options))];
  const titles = [t(target.kind === "loss" ? "inspect.loss" : "inspect.cell.value"), t("inspect.cell.gradient")];
  return explained.map((each, k) => section(titles[k] ?? "", ofSample(each), ...makeNumber(each, options)));
}

/** Returns which sample a number is of. @param {Pick<Explained, "sample" | "in_batch">} answer */
function ofSample({ sample, in_batch: isIn }) {
  if (sample === null) return t("inspect.cell.batch");
  return t(isIn ? "inspect.cell.in_batch" : "inspect.cell.outside", { n: sample + 1 });
}

/** @param {Explained} explained @param {Options} options */
function makeNumber({ root }, { chips, digits }) {
  const rule = root.formula && root.operation !== "given" ? [make("p", { class: "soft part-name" }, formula(root.formula))] : [];
  return [...rule, makeExpression(root, chips, digits)];
}

/** The gradient of a parameter: as a sum over what uses it, and over the batch. @param {TermsFound} terms @param {Options} options */
function makeTermSections(terms, { context, chips, digits }) {
  const { symbol, gradient, value, along, sample, bars } = terms;
  const { store } = context;
  const network = store.state.peek().network;
  const slope = `\\frac{\\partial L}{\\partial ${symbol}}`;
  /** @param {string} name @param {number | null} number */
  const line = (name, number) => makeExpression({ symbol: name, value: number, operation: "given", formula: "", factors: [], ref: null }, chips, digits);
  /** @param {number | null} chosen */
  const onFollow = (chosen) => store.dispatch({ type: "view", patch: { probe: chosen === store.view.peek().probe ? null : chosen } });
  const sections = [];
  if (along !== "samples") {
    const hint = sample === null ? t("inspect.cell.batch") : ofSample(terms);
    const own = sample === null ? [] : [line(`\\text{${t("inspect.terms.share")}}`, value)];
    const go = (/** @type {number} */ k) => store.dispatch({ type: "view", patch: { pinned: network && deltaOf(terms, k, network) } });
    const heading = t(`inspect.terms.${along}`, { n: terms.terms.length });
    sections.push(section(heading, hint, ...own, makeTerms(terms, { digits, onGo: go })));
  }
  const byBatch = [line(slope, gradient), makeBars(bars, { sample, digits, onFollow }), make("p", { class: "soft", text: t("inspect.bars.click") })];
  sections.push(section(t("inspect.batch.weight"), t("inspect.sum_over", { n: bars.samples.length + bars.n_left_out }), ...byBatch));
  return sections;
}

/**
 * Returns the number whose gradient is a factor of a term: of the node that uses the parameter.
 *
 * @param {Pick<TermsFound, "block" | "row" | "along" | "sites" | "terms">} found
 * @param {number} k of the term
 * @param {Pick<NetworkFields, "nodes">} network
 * @returns {Target | null}
 */
export function deltaOf({ block, row, along, sites, terms }, k, { nodes }) {
  const group = nodes.find((each) => each.block === block);
  if (!group) return null;
  const { name: node } = group;
  if (along === "sites") return { kind: "cell", node, site: sites?.[k] ?? null, row, column: 0 };
  const site = group.sites[0] ?? null;
  return along === "grid" ? { kind: "cell", node, site, row: row * terms.length + k, column: 0 } : { kind: "cell", node, site, row, column: k };
}

/** @param {Explained} explained @param {Options} options */
const makeUpdateSection = ({ update }, { context, chips, digits }) =>
  update
    ? [
        section(
          t("inspect.update"),
          "",
          makeUpdate(update, chips, digits, (index) => wordsOf(index, context)),
        ),
      ]
    : [];
