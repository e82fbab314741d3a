/** How many pixels of the screen a canvas gets per CSS pixel. */

const LARGEST_RATIO = 2;

/** Of the screen that the window is on, at most two. */
export const pixelRatio = () => Math.min(LARGEST_RATIO, window.devicePixelRatio || 1);

/**
 * Returns the size of an element in CSS pixels, as the browser fits it to the pixels of the
 * screen: a canvas with so many pixels is copied to the screen, and any other is scaled,
 * which blurs it and takes longer.
 *
 * @param {Element} element
 */
export function sizeOnScreen(element) {
  const { left, top, width, height } = element.getBoundingClientRect();
  const ratio = window.devicePixelRatio || 1;
  /** @param {number} start @param {number} length */
  const fitted = (start, length) => (Math.round((start + length) * ratio) - Math.round(start * ratio)) / ratio;
  return { width: fitted(left, width), height: fitted(top, height) };
}

/** Calls a function whenever the ratio changes: by zooming, or on another screen, where no size need change. @param {() => void} call */
export function onPixelRatio(call) {
  const changed = () => {
    call();
    onPixelRatio(call);
  };
  matchMedia(`(resolution: ${window.devicePixelRatio || 1}dppx)`).addEventListener("change", changed, { once: true });
}
