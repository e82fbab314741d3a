/** Gives the modules that a test imports after this one the words and the tables of the English page. */

import { SCRIPTS } from "./markup.js";

globalThis.document = /** @type {any} */ ({
  // KaTeX asks for it when it loads, and refuses to work in quirks mode.
  compatMode: "CSS1Compat",
  documentElement: { lang: "en" },
  getElementById: (id) => (id in SCRIPTS ? { textContent: SCRIPTS[id] } : null),
});
