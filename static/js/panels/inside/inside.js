/** The view of one training step: binds its parts. */

import { applyStyles } from "../../base/styles.js";
import { bindAgainst } from "./against.js";
import { bindBatch } from "./batch.js";
import { bindCheck } from "./check.js";
import { bindCode } from "./code.js";
import { bindGraph } from "./graph.js";
import { bindHand } from "./hand.js";
import { bindInspector } from "./inspector.js";
import { bindParts } from "./parts.js";
import { bindPaths } from "./paths.js";
import { bindPredict } from "./predict.js";
import { bindProgram } from "./program.js";
import { bindSheets } from "./sheets.js";
import { bindStepTransport } from "./transport.js";

/** @import { PanelContext } from "../context.js" */

/** @param {PanelContext} context */
export function bindInside(context) {
  for (const name of ["katex", "maths"]) void applyStyles(name);
  bindParts(context);
  bindSheets(context);
  bindProgram(context);
  bindInspector(context);
  bindCheck(context);
  bindCode(context);
  bindBatch(context);
  bindGraph(context);
  bindPaths(context);
  bindStepTransport(context);
  bindPredict(context);
  bindAgainst(context);
  bindHand(context);
}
