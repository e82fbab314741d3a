/** How branches that are compared are told apart: by a sign and by a colour, in the order in which they were chosen. */

/** @import { Theme } from "../../types.js" */

/** @type {readonly string[]} */
export const BRANCH_SIGNS = ["■", "▲", "◆", "●"];
/** Numbers of the theme's colours of classes: blue, green, pink, brown. @type {readonly number[]} */
export const BRANCH_COLORS = [4, 1, 3, 6];

/** Returns the colours of the branches that are compared. @param {readonly number[]} compared ids @param {Pick<Theme, "classes"> | null} theme @returns {ReadonlyMap<number, string>} */
export const branchColors = (compared, theme) => new Map(compared.map((id, place) => [id, theme?.classes[BRANCH_COLORS[place] ?? 0] ?? ""]));
