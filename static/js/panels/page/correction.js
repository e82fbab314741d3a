/** Takes an error in the status line back when the box that it is about is right again. */

/** @import { Store } from "../../state/store/store.js" */

/**
 * Called for a box whose `change` is not heard if it is given the value back that it had.
 *
 * @param {HTMLElement} box
 * @param {Pick<Store, "dispatch">} store
 * @param {{ isRight: () => boolean, restore: () => void }} options
 *   `isRight` returns whether what is typed could be taken; `restore` shows the present value, for Escape
 */
export function bindCorrection(box, { dispatch }, { isRight, restore }) {
  const takeBack = () => dispatch({ type: "corrected" });
  box.addEventListener("input", () => isRight() && takeBack());
  box.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    restore();
    takeBack();
  });
}
