/** Access to the browser's storage, which may be blocked, for instance in a frame of another site. */

/** @typedef {"localStorage" | "sessionStorage"} Place */

/** @param {Place} place @param {string} key @returns {string | null} null also if storage is blocked */
export function load(place, key) {
  try {
    return window[place].getItem(key);
  } catch {
    return null;
  }
}

/** @param {Place} place @param {string} key @param {string | null} value null removes the entry */
export function save(place, key, value) {
  try {
    if (value === null) window[place].removeItem(key);
    else window[place].setItem(key, value);
  } catch {
    // Storage is optional: without it the next visit starts with the defaults.
  }
}
