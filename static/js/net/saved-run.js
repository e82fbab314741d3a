/** The saved run that the page is about to go on with, kept from one load of the page to the next. */

import { load, save } from "../base/page/storage.js";

const KEY = "backprop-live.run";

/** @returns {string | null} its id */
export const runToOpen = () => load("sessionStorage", KEY);

/** @param {string | null} id null for none */
export const setRunToOpen = (id) => save("sessionStorage", KEY, id);
