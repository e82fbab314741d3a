/** Icons of the page, made by a script. */

const SVG = "http://www.w3.org/2000/svg";

/** Makes a picture of the page's icons. @param {string} name */
export function icon(name) {
  const picture = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  picture.setAttribute("class", "icon");
  picture.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#icon-${name}`);
  picture.append(use);
  return picture;
}
