/** The view of one training step: binds its parts. */

import { applyStyles } from "../../base/page/styles.js";
import { bindBatch } from "./batch/batch.js";
import { bindCheck } from "./check/check.js";
import { bindCode } from "./code.js";
import { bindGraph } from "./graph/graph.js";
import { bindPaths } from "./graph/paths.js";
import { bindInspector } from "./inspector/inspector.js";
import { bindParts } from "./parts.js";
import { bindHand } from "./predictions/hand.js";
import { bindPredict } from "./predictions/predict.js";
import { bindUphill } from "./predictions/uphill.js";
import { bindProgram } from "./program/program.js";
import { bindStepControls } from "./program/step-controls.js";
import { bindSheets } from "./sheets.js";

/** @import { PanelContext } from "../context.js" */

/** @param {PanelContext} context */
export function bindInside(context) {
  for (const name of ["katex", "maths", "inside-chips"]) void applyStyles(name);
  bindParts(context);
  bindSheets(context);
  bindProgram(context);
  bindInspector(context);
  bindCheck(context);
  bindCode(context);
  bindBatch(context);
  bindGraph(context);
  bindPaths(context);
  bindStepControls(context);
  bindPredict(context);
  bindUphill(context);
  bindHand(context);
}
