/** Types of reading a table: from a text to samples. */

import type { Key, Values } from "../../../base/words/i18n.js";
import type { Samples } from "../../../types.js";

export type Separator = "," | ";" | "\t" | "|" | " ";
export type DecimalMark = "." | ",";
export type Kind = "number" | "category" | "date" | "id";
export type Role = "input" | "target" | "out";

/** A sentence about the table, in the words of the page. */
export interface Note {
  key: Key;
  values: Values;
  /** The cell that it is about: line of the text from 1, column of the table from 0. */
  cell?: { line: number; column: number };
}

/** One way to mend a fault: a button of the dialog, which changes what was chosen. */
export interface Cure {
  key: Key;
  values: Values;
  /** Merged into the choices; columns are merged one by one. */
  choices: Partial<Choices>;
}

/** What must be mended or answered before a table can be learnt. */
export interface Fault extends Note {
  cures: readonly Cure[];
}

/** What the user chose; null or a missing column is guessed. */
export interface Choices {
  /** How the bytes of a file are read, as `TextDecoder` names it. */
  encoding: string | null;
  separator: Separator | null;
  decimal: DecimalMark | null;
  header: boolean | null;
  missing: "leave_out" | "mean";
  /** Whether a cell that is no number in a column of numbers is a fault, or counts as missing. */
  refused: "fault" | "missing";
  /** Whether more classes than a network may have are a fault, or all but the commonest are left out. */
  classes: "fault" | "commonest";
  columns: Readonly<Record<number, { kind?: Kind; role?: Role }>>;
}

/** Lines and cells of a text, its header recognised. All rows have as many cells as there are names. */
export interface Table {
  separator: Separator | null; // null: not from a text with separators (JSON, a workbook)
  header: boolean;
  /** Names of the columns; "" where there is none. */
  names: string[];
  rows: string[][];
  /** The line of each row in the text, from 1. */
  lines: number[];
  /** What a second header line says of each column (Orange: continuous, discrete, class, meta); null: nothing. */
  hints: ({ kind?: Kind; role?: Role; unit?: string } | null)[];
  /** What was assumed or left out, in the order in which a reader would ask. */
  notes: Note[];
  /** Why the text cannot be a table; then rows is empty. */
  faults: Fault[];
}

/** How the numbers of a column are written. */
export interface NumberFormat {
  decimal: DecimalMark;
  thousands: string; // "" for none
  unit: string; // "%", "€", "kg"; "" for none
}

/** One column, as the preview shows it. */
export interface Column {
  name: string;
  kind: Kind;
  role: Role;
  /** Kinds that its cells allow. */
  kinds: Kind[];
  format: NumberFormat | null; // null unless numbers
  n_missing: number;
  n_refused: number;
  /** Different texts, counted up to 1,000. */
  n_different: number;
  /** How many inputs it becomes: 1, or one per category; 0 if it is no input. */
  n_inputs: number;
  /** What was assumed of this column: why it is left out, its unit, its thousands. */
  notes: Note[];
}

/** A table as it would be learnt, before it is. */
export interface Reading {
  table: Table;
  columns: Column[];
  /** Decimal mark of most columns with decimals; null if there are none. */
  decimal: DecimalMark | null;
  /** First rows: texts, and whether a cell is missing or refused. */
  preview: { line: number; cells: { text: string; mark: "missing" | "refused" | null }[] }[]; // the first 8, and up to 4 later ones with a refused cell
  task: "classification" | "regression" | null;
  /** Classes with their counts, in the order of the network's outputs. */
  classes: { label: string; n: number }[];
  n_samples: number;
  n_inputs: number;
  notes: Note[];
  /** What must be mended or answered before it can be learnt, most important first; each with its cure. */
  faults: Fault[];
  /** Makes the samples; only without faults. */
  samples: () => Promise<Samples>;
}

/** Lets the page draw, if enough time has passed since it did. */
export type Pause = () => Promise<void> | void;

/** What the page reads, and what a server takes. */
export interface Limits {
  samples: number;
  features: number;
  numbers: number;
  classes: [number, number];
  bytes: number;
  label: number;
  number: number;
  tables: number;
}
