/** The tables that the server embeds in the page: settings, limits, and what the page offers. */

/** @import { PageData } from "../../types.js" */

/** @type {PageData} */
export const PAGE = JSON.parse(globalThis.document?.getElementById("page-data")?.textContent ?? "{}");
