/** Reads texts as tables, as the dialog of own data does. */

import { NO_CHOICES, withCure } from "../../static/js/panels/data/table/choices.js";
import { reading } from "../../static/js/panels/data/table/reading.js";
import { tableOf } from "../../static/js/panels/data/text/table.js";

export const LIMITS = { samples: 10_000, features: 64, numbers: 400_000, classes: [2, 10], bytes: 2 ** 23, label: 64, number: 1e9, tables: 4 };
export const pause = () => undefined;

/** The table of a text. */
export const tableFrom = (text, choices = {}) => tableOf(text, withCure(NO_CHOICES, choices), pause);

/** How a text would be learnt. */
export const read = async (text, choices = {}, limits = LIMITS) => reading(await tableFrom(text, choices), withCure(NO_CHOICES, choices), limits, pause);

/** The samples of a text; it must have no fault. */
export async function samplesFrom(text, choices = {}, limits = LIMITS) {
  const found = await read(text, choices, limits);
  if (found.faults.length > 0) throw new Error(JSON.stringify(found.faults));
  return found.samples();
}

/** Lines of a table: the names, then `count` lines of cells by their number from 0. */
export const lines = (names, count, cells) => [names, ...Array.from({ length: count }, (_, i) => cells(i))].map((row) => row.join(";")).join("\n");
