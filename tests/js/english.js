/** Gives the modules that a test imports after this one the words and the tables of the English page. */

import { SCRIPTS, STANDARDS_MODE } from "./markup.js";

globalThis.document = /** @type {any} */ ({
  ...STANDARDS_MODE,
  documentElement: { lang: "en" },
  getElementById: (id) => (id in SCRIPTS ? { textContent: SCRIPTS[id] } : null),
});
