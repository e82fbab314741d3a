/** Gives the modules that a test imports after this one the words of the English page. */

import { readFileSync } from "node:fs";

const { script } = JSON.parse(readFileSync(new URL("../../app/languages/en.json", import.meta.url), "utf8"));

globalThis.document = /** @type {any} */ ({
  documentElement: { lang: "en" },
  getElementById: (id) => (id === "words" ? { textContent: JSON.stringify(script) } : null),
});
