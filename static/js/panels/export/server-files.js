/** The files that the server writes, in the order of the sheet. */

/** @import { Export } from "../../protocol.js" */

/** @typedef {"run" | "numbers" | "code"} Group */
/** @typedef {{ kind: Exclude<Export["kind"], "run_link">, group: Group }} ServerFile its words are `export.kind.<kind>` and `export.kind.<kind>.help` */

/** @type {readonly Group[]} */
export const GROUPS = Object.freeze(["run", "numbers", "code"]);

/** @type {readonly ServerFile[]} */
export const SERVER_FILES = Object.freeze([
  { kind: "run", group: "run" },
  { kind: "curves_npz", group: "numbers" },
  { kind: "trace_csv", group: "numbers" },
  { kind: "trace_npz", group: "numbers" },
  { kind: "checker", group: "numbers" },
  { kind: "numpy", group: "code" },
  { kind: "pytorch", group: "code" },
  { kind: "notebook", group: "code" },
]);
