/** The networks whose curves are shown beside those of the current branch: names, signs and colours of their branches. */

import { startOf } from "../../base/numbers/format.js";
import { t } from "../../base/words/i18n.js";
import { BRANCH_COLORS, BRANCH_SIGNS } from "../../scene/time/branch-look.js";
import { briefName } from "../../scene/time/event-texts.js";

/** @import { Label } from "../../base/words/sentence.js" */
/** @import { Store } from "../../state/store/store.js" */
/** @import { BranchCurves } from "../../state/store/timeline.js" */

/** @typedef {BranchCurves & { name: string, color: string, dashes: number[][] }} Beside */

const LONGEST = 14;
/** Of the curves of training and of test. */
export const REFERENCE_DASHES = [
  [7, 4],
  [2, 4],
];
const TWIN_DASHES = [
  [7, 3, 2, 3],
  [2, 3, 2, 8],
];

/** @param {Pick<Store, "timeline" | "theme">} store @param {Label} label @returns {Beside[]} */
export function comparedBranchesOf({ timeline, theme }, label) {
  const curves = timeline.beside.peek();
  if (curves.length === 0) return [];
  const branches = timeline.event.peek()?.branches ?? [];
  return curves.map((each, i) => {
    const place = timeline.compared.peek().indexOf(each.id);
    const branch = branches.find(({ id }) => id === each.id);
    const name = branch ? briefName(branch, timeline.current, label) : "";
    const isTwin = curves[i - 1]?.id === each.id;
    const hasTwin = isTwin || curves[i + 1]?.id === each.id;
    const longest = hasTwin ? LONGEST - 2 : LONGEST;
    const short = name.length > longest ? `${startOf(name, longest - 1).trimEnd()}\u2026` : name;
    const run = hasTwin ? [t(isTwin ? "chart.twin" : "chart.run")] : [];
    return {
      ...each,
      name: [BRANCH_SIGNS[place], short, ...run].join(" "),
      color: theme.peek()?.classes[BRANCH_COLORS[place] ?? 0] ?? "",
      dashes: isTwin ? TWIN_DASHES : REFERENCE_DASHES,
    };
  });
}
