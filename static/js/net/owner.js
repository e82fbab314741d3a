/** The secret of this browser, by which the server finds the owner of a saved run. */

import { load, save } from "../base/page/storage.js";

const KEY = "backprop-live.owner";
const BYTES = 16;

/** Returns the secret, which is made at the first visit; null where the browser keeps nothing. */
export function ownerSecret() {
  const known = load("localStorage", KEY);
  if (known) return known;
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  save("localStorage", KEY, Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(""));
  return load("localStorage", KEY);
}
