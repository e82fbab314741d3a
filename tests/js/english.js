/** Gives the modules that a test imports after this one the words of the English page. */

import { readFileSync } from "node:fs";

const { page, script, server } = JSON.parse(readFileSync(new URL("../../app/languages/en.json", import.meta.url), "utf8"));

/** Names that the server's sentences mention, which a page also gets. */
const names = Object.entries(page).filter(([key]) => /^(control|phase)\.\w+$/.test(key));
const words = { ...script, ...server, ...Object.fromEntries(names) };

globalThis.document = /** @type {any} */ ({
  documentElement: { lang: "en" },
  getElementById: (id) => (id === "words" ? { textContent: JSON.stringify(words) } : null),
});
