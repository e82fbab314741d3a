import { createTwinStore } from "../../../../static/js/state/store/twin-store.js";
import { openPanels } from "../../dom.js";
import { PICTURES } from "../../examples.js";
import { CONVOLUTION, convolutionFrame, PIXELS, TERMS } from "../../pictures.js";

/** Two classes of pictures. */
export const DATA = { ...PICTURES, n_classes: 2, class_names: ["five", "six"] };

/** Opens the page with a convolutional network; the server answers the questions about one number. */
export function openConvolution(t, more = {}) {
  const opened = openPanels(t, { welcome: { network: CONVOLUTION, data: DATA, ...more } });
  opened.answersTo.gradient_terms = ({ sample }) => ({ ...TERMS, sample });
  opened.answersTo.input_gradient = () => ({ type: "input_gradient_found", picture: [4, 4], inputs: PIXELS, values: PIXELS.map((x) => x / 1000) });
  opened.store.dispatch({ type: "connection", connection: "live", reason: "" });
  opened.view({ probe: 0 });
  opened.store.takeFrame(convolutionFrame());
  return { ...opened, beside: createTwinStore(opened.store), questions: () => opened.asked.filter(([name]) => name === "ask").map(([, request]) => request) };
}

/** Waits until answers have arrived. */
export const answered = async () => {
  for (let i = 0; i < 20; i += 1) await null;
};
