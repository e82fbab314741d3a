/** Writes the size of a network in the noun of its kind: 8 filters, 16 units, width 16. */

import { t, tIf } from "./i18n.js";

/** @import { Key } from "./i18n.js" */

/**
 * Writes sizes with their noun. Those of a dense network, whose numbers are read as layers, have one only where `isNamed`.
 *
 * @param {string} kind
 * @param {readonly number[]} sizes
 * @param {boolean} [isNamed]
 */
export function sizeText(kind, sizes, isNamed = false) {
  const written = sizes.join("-") || t("none");
  if (kind === "dense" && !isNamed) return written;
  const key = `sized.${kind}`;
  return tIf(key) === null ? written : t(/** @type {Key} */ (key), { n: sizes.at(-1) ?? 0, sizes: written });
}
