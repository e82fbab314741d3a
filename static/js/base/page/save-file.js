/** Saves a file that the page has made, as a download. */

/** Some browsers read the file only after the click. */
const ADDRESS_FOR_MS = 10000;

/** @param {Blob} blob @param {string} name */
export function saveFile(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), ADDRESS_FOR_MS);
}
