/** The branches whose curves are shown beside those of the current one: names, signs and colours. */

import { startOf } from "../../base/numbers/format.js";
import { BRANCH_COLORS, BRANCH_SIGNS } from "../../scene/time/branch-look.js";
import { briefName } from "../../scene/time/event-texts.js";

/** @import { Label } from "../../base/words/sentence.js" */
/** @import { Store } from "../../state/store/store.js" */
/** @import { BranchCurves } from "../../state/store/timeline.js" */

/** @typedef {BranchCurves & { name: string, color: string }} Beside */

const LONGEST = 14;

/** @param {Pick<Store, "timeline" | "theme">} store @param {Label} label @returns {Beside[]} */
export function besideOf({ timeline, theme }, label) {
  const curves = timeline.beside.peek();
  if (curves.length === 0) return [];
  const branches = timeline.event.peek()?.branches ?? [];
  return curves.map((each) => {
    const place = timeline.compared.peek().indexOf(each.id);
    const branch = branches.find(({ id }) => id === each.id);
    const name = branch ? briefName(branch, timeline.current, label) : "";
    const short = name.length > LONGEST ? `${startOf(name, LONGEST - 1).trimEnd()}\u2026` : name;
    return { ...each, name: `${BRANCH_SIGNS[place]} ${short}`, color: theme.peek()?.classes[BRANCH_COLORS[place] ?? 0] ?? "" };
  });
}
