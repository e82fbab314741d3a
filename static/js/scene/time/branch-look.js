/** How branches that are compared are told apart: by a sign and by a colour, in the order in which they were chosen. */

/** @type {readonly string[]} */
export const BRANCH_SIGNS = ["■", "▲", "◆", "●"];
/** Numbers of the theme's colours of classes: blue, green, pink, brown. @type {readonly number[]} */
export const BRANCH_COLORS = [4, 1, 3, 6];
