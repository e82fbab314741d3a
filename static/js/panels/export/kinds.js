/** The files that the server writes, in the order of the sheet. */

/** @import { Export } from "../../protocol.js" */

/** @typedef {"run" | "numbers" | "code"} Group */
/** @typedef {{ kind: Exclude<Export["kind"], "run_link">, group: Group, isOfLayers?: boolean }} Kind files of layers are of dense networks alone; its words are `export.kind.<kind>` and `export.kind.<kind>.help` */

/** @type {readonly Group[]} */
export const GROUPS = Object.freeze(["run", "numbers", "code"]);

/** @type {readonly Kind[]} */
export const KINDS = Object.freeze([
  { kind: "run", group: "run" },
  { kind: "curves_npz", group: "numbers" },
  { kind: "trace_csv", group: "numbers", isOfLayers: true },
  { kind: "trace_npz", group: "numbers", isOfLayers: true },
  { kind: "checker", group: "numbers", isOfLayers: true },
  { kind: "numpy", group: "code" },
  { kind: "pytorch", group: "code" },
  { kind: "notebook", group: "code" },
]);
