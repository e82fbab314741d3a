/** How the values of a regression are scaled, in words. */

import { short } from "../../../base/numbers/format.js";
import { t } from "../../../base/words/i18n.js";
import { hasScaledTargets } from "../../../base/words/targets.js";

/** @import { DataFields } from "../../../protocol.js" */

/** Returns which numbers are scaled, and how; nothing if none are. @param {"batch.scaled" | "losses.scaled"} key @param {DataFields | null} data */
export function scalingText(key, data) {
  if (!data || !hasScaledTargets(data)) return "";
  const [mean, deviation] = [data.target_means, data.target_deviations].map((numbers) => numbers.map(short).join(", "));
  return t(key, { mean: mean ?? "", deviation: deviation ?? "" });
}
