/** How many pixels of the screen a canvas gets per CSS pixel. */

const LARGEST_RATIO = 2;

/** Of the screen that the window is on, at most two. */
export const pixelRatio = () => Math.min(LARGEST_RATIO, window.devicePixelRatio || 1);

/** Calls a function whenever the ratio changes: by zooming, or on another screen, where no size need change. @param {() => void} call */
export function onPixelRatio(call) {
  const changed = () => {
    call();
    onPixelRatio(call);
  };
  matchMedia(`(resolution: ${window.devicePixelRatio || 1}dppx)`).addEventListener("change", changed, { once: true });
}
