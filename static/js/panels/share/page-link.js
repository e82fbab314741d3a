/** Links to this page: for this browser, and for other computers. */

import { VERSION } from "./fragment.js";

/** The parameters that everyone who opens a link gets, too; `autoplay` and `embed` are this viewer's own. */
const SHARED = new Set(["hide", "lang"]);
const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;

/** @typedef {{ href: string, isLocal: boolean }} SharedLink `isLocal` if no other computer can open it */

/**
 * Returns the URL of the page without the parameters of this viewer. The fragment is never
 * empty, because that would resume the session of the person who opens the link.
 *
 * @param {string} fragment
 */
export function ownLink(fragment) {
  const link = new URL(location.href);
  for (const name of [...link.searchParams.keys()]) if (!SHARED.has(name)) link.searchParams.delete(name);
  link.hash = fragment || `v=${VERSION}`;
  return link.href;
}

/**
 * Returns the URLs of the server for other computers, the likeliest first. A page that was
 * opened on another computer has its own only.
 *
 * @returns {string[]} such as `http://192.168.1.5:8000`; empty if there are none
 */
export function publicAddresses() {
  if (!LOOPBACK.test(location.hostname)) return [location.origin];
  return (document.body.dataset["addresses"] ?? "").split(" ").filter(Boolean);
}

/**
 * Returns the URL of the page for other computers.
 *
 * @param {string} fragment
 * @param {string | undefined} [address] one of `publicAddresses()`
 * @returns {SharedLink}
 */
export function sharedLink(fragment, address = publicAddresses()[0]) {
  const { pathname, search, hash, href } = new URL(ownLink(fragment));
  return address === undefined ? { href, isLocal: true } : { href: new URL(pathname + search + hash, address).href, isLocal: false };
}
