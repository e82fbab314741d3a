/** The button of the saved runs; what it shows is loaded at the first click. */

/** @import { PanelContext } from "../context.js" */

/** @param {PanelContext} context */
export function bindRuns(context) {
  const button = document.getElementById("runs-open"); // absent where the server saves nothing
  button?.addEventListener("click", async () => {
    const { openRuns } = await import("./runs-sheet.js");
    await openRuns(context);
  });
}
