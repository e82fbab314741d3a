/** What the browser keeps for this page; inside a foreign frame it may refuse to. */

/** @typedef {"localStorage" | "sessionStorage"} Place */

/** @param {Place} place @param {string} key @returns {string | null} null also where nothing can be read */
export function load(place, key) {
  try {
    return window[place].getItem(key);
  } catch {
    return null;
  }
}

/** @param {Place} place @param {string} key @param {string | null} value null forgets */
export function save(place, key, value) {
  try {
    if (value === null) window[place].removeItem(key);
    else window[place].setItem(key, value);
  } catch {
    // The page works without; the next visit starts afresh.
  }
}
