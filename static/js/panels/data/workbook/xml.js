/** Finds elements in the XML of a workbook, whatever their prefix. Pure. */

import { ZipError } from "./zip.js";

/** @type {Record<string, string>} */
const ENTITIES = { lt: "<", gt: ">", amp: "&", quot: "\u0022", apos: "'" };

/** Characters of the longest element that is read. */
const LONGEST = 2 ** 21;

/** @typedef {{ attributes: string, content: string }} Element */

/**
 * Returns a function that finds the elements of a name that contain no other of it, and
 * where the first one begins that does not end, or -1.
 *
 * @param {string} name
 * @returns {(xml: string) => { elements: Element[], open: number }}
 */
function finder(name) {
  const start = new RegExp(`<((?:\\w+:)?${name})(?=[\\s/>])([^<>]*?)(/?)>`, "gi");
  return (xml) => {
    /** @type {Element[]} */
    const elements = [];
    start.lastIndex = 0;
    for (let found = start.exec(xml); found; found = start.exec(xml)) {
      const [, tag, attributes = "", isEmpty] = found;
      const from = start.lastIndex;
      const to = isEmpty ? from : xml.indexOf(`</${tag}>`, from);
      if (to < 0) return { elements, open: found.index };
      elements.push({ attributes, content: xml.slice(from, to) });
      start.lastIndex = to;
    }
    return { elements, open: -1 };
  };
}

/** Returns a function that finds the elements of a name, in capitals or not. @param {string} name @returns {(xml: string) => Element[]} */
export function elements(name) {
  const find = finder(name);
  return (xml) => find(xml).elements;
}

/** Returns a function that reads an attribute. @param {string} name with its prefix @returns {(attributes: string) => string | null} */
export function attribute(name) {
  const pattern = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, "i");
  return (attributes) => {
    const found = pattern.exec(attributes);
    return found ? decoded(found[1] ?? found[2] ?? "") : null;
  };
}

const texts = elements("t");

/** The texts within an element, without the readings of Japanese words. @param {string} xml */
export function textIn(xml) {
  const [first = "", ...others] = xml.split(/<(?:\w+:)?rPh(?=[\s>])/);
  const plain = [first, ...others.map((part) => part.slice(part.search(/<\/(?:\w+:)?rPh>/) >>> 0))].join("");
  return texts(plain)
    .map(({ content }) => decoded(content))
    .join("");
}

/** Replaces entities, and the signs that a workbook writes as _x000D_. @param {string} text */
export function decoded(text) {
  const plain = text.includes("&") ? text.replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w{1,6}));/gi, entity) : text;
  return plain.includes("_x") ? plain.replace(/_x([\dA-Fa-f]{4})_/g, (_, hex) => sign(Number.parseInt(hex, 16))) : plain;
}

/** @param {string} all @param {string | undefined} hex @param {string | undefined} decimal @param {string | undefined} name */
function entity(all, hex, decimal, name) {
  if (name !== undefined) return ENTITIES[name] ?? all;
  return sign(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
}

/** @param {number} code */
const sign = (code) => (code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd");

/**
 * Gives the elements of a name from a text that comes in pieces.
 *
 * @param {AsyncIterable<string>} pieces
 * @param {string} name
 * @returns {AsyncGenerator<Element[]>}
 * @throws {ZipError} if one does not end
 */
export async function* elementsIn(pieces, name) {
  const find = finder(name);
  let rest = "";
  for await (const piece of pieces) {
    rest += piece;
    const { elements: found, open } = find(rest);
    yield found;
    rest = rest.slice(open < 0 ? rest.lastIndexOf("<") >>> 0 : open);
    if (rest.length > LONGEST) throw new ZipError("damaged");
  }
}
