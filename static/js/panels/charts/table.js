/** The curves as tables: complete for files, selected rows for the page. */

import { count, number, percent } from "../../base/numbers/format.js";
import { layerNames, t } from "../../base/words/i18n.js";
import { partNames } from "../../base/words/parts.js";
import { evenlySpaced } from "../../state/store/curve-history.js";

/** @import { Columns } from "../../state/store/curve-history.js" */
/** @import { Quantity } from "../../types.js" */
/** @import { Store } from "../../state/store/store.js" */

/** @typedef {{ names: string[], columns: Columns, isShare?: boolean }} Table */

const MOST_ROWS = 30;

/** @param {Pick<Store, "state" | "losses" | "twinLosses" | "twinAccuracies" | "layers" | "accuracies" | "reference">} store @param {readonly { name: string, losses: Columns, accuracies: Columns }[]} [beside] other branches @returns {Table[]} */
export function tablesOf({ state, losses, twinLosses, twinAccuracies, accuracies, layers, reference }, beside = []) {
  const { value: other } = reference;
  /** @param {string[]} names */
  const referenceNames = (names) => names.map((name) => t("table.kept", { name }));
  const figures = /** @type {Quantity[]} */ (Object.keys(layers)).map((name) => {
    const columns = layers[name].columns();
    const own = partNames(state.value.network);
    const names = own.length === columns.series.length ? own : layerNames(columns.series.length);
    return { names: names.map((layer) => t(`table.${name}`, { layer })), columns };
  });
  const loss = [t("table.train_loss"), t("table.test_loss")];
  const accuracy = [t("table.train_accuracy"), t("table.test_accuracy")];
  /** The columns of the twin. @param {string[]} names @param {{ columns: () => Columns }} both @returns {Table} */
  const ofTwin = (names, both) => {
    const { steps, series } = both.columns();
    return { names: names.map((name) => t("table.twin", { name })), columns: { steps, series: series.slice(2) } };
  };
  const tables = [
    { names: loss, columns: losses.columns() },
    ofTwin(loss, twinLosses),
    { names: accuracy, columns: accuracies.columns(), isShare: true },
    { ...ofTwin(accuracy, twinAccuracies), isShare: true },
    ...figures,
    ...(other
      ? [
          { names: referenceNames(loss), columns: other.losses },
          { names: referenceNames(accuracy), columns: other.accuracies, isShare: true },
        ]
      : []),
    ...beside.flatMap(({ name, ...branch }) => {
      /** @param {string[]} names */
      const named = (names) => names.map((each) => t("table.branch", { branch: name, name: each }));
      return [
        { names: named(loss), columns: branch.losses },
        { names: named(accuracy), columns: branch.accuracies, isShare: true },
      ];
    }),
  ];
  return tables.filter(({ columns }) => columns.series.some((values) => values.some((value) => value !== null)));
}

/**
 * Selects evenly spaced steps of each table, with the first, the last, and those at or
 * after a change. A cell is empty if a table has no value at that step.
 *
 * @param {readonly Table[]} tables
 * @param {readonly { step: number, text: string }[]} marks
 * @returns {{ head: string[], body: string[][] }}
 */
export function tableRows(tables, marks) {
  const near = marks.map((mark) => tables[0]?.columns.steps.find((step) => step >= mark.step) ?? mark.step);
  const most = Math.floor(MOST_ROWS / Math.max(1, tables.length));
  const chosen = tables.flatMap(({ columns: { steps } }) => evenlySpaced(steps.length, most).map((i) => steps[i] ?? 0));
  const body = [...new Set([...chosen, ...near])]
    .sort((a, b) => a - b)
    .map((step) => {
      const cells = tables.flatMap(({ columns, isShare }) => {
        const row = columns.steps.indexOf(step);
        return columns.series.map((values) => (isShare ? percent(values[row]) : number(values[row], 4)));
      });
      const changes = marks.filter((_, i) => near[i] === step).map(({ text }) => text);
      return [count(step), ...cells, changes.join("; ")];
    });
  return { head: [t("table.step"), ...tables.flatMap(({ names }) => names), t("table.change")], body };
}
