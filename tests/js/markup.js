/** The page that the server renders, parsed part by part, because parsing all of it takes most of the time of a test. */

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The directory of the project. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const RENDER = "import sys; from app.i18n import ENGLISH, load; from app.web.page import render; sys.stdout.buffer.write(render(load(ENGLISH)).encode())";
/** Headers, footers and sections, none of which is inside another. */
const PARTS = /<(header|footer|section)\b.*?<\/\1>/gs;

/** The JSON in the page, by the id of its element. @type {Record<string, string>} */
export const SCRIPTS = {};

/** KaTeX reads it when it loads, and throws in quirks mode; the DOM of the tests does not have it. */
export const STANDARDS_MODE = { compatMode: "CSS1Compat" };

/** Returns the Python that the tests of the server run with. */
export function python() {
  const installed = [".venv/bin/python", ".venv/Scripts/python.exe"].map((name) => ROOT + name).find(existsSync);
  return process.env["PYTHON"] ?? installed ?? "python3";
}

/** Returns the page without its icons, and of its head only the stylesheets for later, with nothing to load. */
function markup() {
  const html = execFileSync(python(), ["-c", RENDER], { cwd: ROOT, encoding: "utf8", env: { ...process.env, OPENBLAS_NUM_THREADS: "1" } });
  for (const [, id, text] of html.matchAll(/<script type="application\/json" id="([^"]+)"[^>]*>(.*?)<\/script>/gs)) SCRIPTS[id] = text;
  const { later: words } = JSON.parse(readFileSync(`${ROOT}app/languages/en.json`, "utf8"));
  SCRIPTS["words"] = JSON.stringify({ ...JSON.parse(SCRIPTS["words"]), ...words });
  const page = JSON.parse(SCRIPTS["page-data"]);
  for (const preset of page.presets) preset.message = words[`preset.${preset.name}.message`];
  const given = SCRIPTS["page-data"];
  SCRIPTS["page-data"] = JSON.stringify(page);
  const later = [...html.matchAll(/<link rel="stylesheet"[^>]* disabled>/g)].map(([link]) => link.replace(/ href="[^"]*"/, ""));
  return html
    .replace(given, () => SCRIPTS["page-data"].replaceAll("<", "\\u003c"))
    .replace(/<head>.*<\/head>/s, later.join(""))
    .replace(/<svg.*?<\/svg>/gs, "");
}

/** @type {string[]} */
const parts = [];
/** The number of the part that contains an id. @type {Map<string, number>} */
const partOf = new Map();
/** The page with an empty element in place of each part. */
const frame = markup().replace(PARTS, (part) => {
  for (const [, id] of part.matchAll(/ id="([^"]+)"/g)) partOf.set(id, parts.length);
  return `<i data-later="${parts.push(part) - 1}"></i>`;
});

/** Writes the page into a document, which parses each part when it is first asked for. @param {Document} document */
export function writePage(document) {
  document.write(frame);
  Object.assign(document, STANDARDS_MODE);
  const { getElementById, querySelector, querySelectorAll } = document;
  const places = [...document.querySelectorAll("i[data-later]")];
  const add = (k) => {
    places[k]?.insertAdjacentHTML("beforebegin", parts[k]);
    places[k]?.remove();
    places[k] = null;
  };
  document.getElementById = (id) => {
    if (partOf.has(id)) add(partOf.get(id));
    return getElementById.call(document, id);
  };
  for (const [name, find] of Object.entries({ querySelector, querySelectorAll })) {
    document[name] = (selector) => {
      for (const k of places.keys()) if (mayContain(parts[k], selector)) add(k);
      return find.call(document, selector);
    };
  }
}

/** Returns whether all names of what is asked for occur in a part; pseudo-classes and what is around it do not count. */
function mayContain(part, selector) {
  const plain = selector.replace(/:[\w-]+(\([^()]*\))?/g, "");
  return plain.split(",").some((one) => namesOfLast(one.trim()).every((name) => part.includes(name)));
}

/** Returns the names in what a selector ends with. */
function namesOfLast(selector) {
  const last = selector.split(/[\s>+~]+/).at(-1) ?? "";
  return last.match(/[\w-]+/g) ?? [];
}
