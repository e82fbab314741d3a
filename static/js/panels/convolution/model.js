/** What the picture of a convolutional network shows, and what is selected on it, as signals. */

import { computed, signal } from "@preact/signals-core";
import { convolutionShape } from "../../scene/convolution/shape.js";
import { netOf } from "../../scene/convolution/stages.js";

/** @import { Store } from "../../state/store/store.js" */
/** @import { Place, Shape } from "../../scene/convolution/types.js" */
/** @import { Shown } from "../../scene/convolution/numbers.js" */

/** @typedef {ReturnType<typeof createModel>} Model */

/** Where the matrices of a network without a picture of its own are: only their numbers count. */
const NOWHERE = { width: 1e4, height: 1e5, rem: 10, ratio: 1 };

/** @param {Store} store @param {Store} beside the store of the other of two networks */
export function createModel(store, beside) {
  const size = signal({ width: 0, height: 0, ratio: 1 });
  const hover = signal(/** @type {Place | null} */ (null));
  const pinned = signal(/** @type {Place | null} */ (null));
  /** The gradient of the loss by the pixels of the followed sample. */
  const dx = signal(/** @type {ArrayLike<number> | null} */ (null));
  const network = computed(() => store.state.value.network);
  const net = computed(() => netOf(network.value));
  const other = computed(() => beside.state.value.network);
  const otherShape = computed(() => {
    const found = netOf(other.value);
    return found && convolutionShape(found, NOWHERE);
  });
  const isGradient = computed(() => store.view.value.nodeLens === "delta");
  const lens = computed(() => lensOf(store.view.value.lens));
  const rem = computed(() => store.theme.value?.rem ?? 0);

  /** @type {import("@preact/signals-core").ReadonlySignal<Shape | null>} */
  const shape = computed(() => {
    const { width, height, ratio } = size.value;
    return net.value && rem.value > 0 && width > 0 ? convolutionShape(net.value, { width, height, rem: rem.value, ratio }) : null;
  });

  /** Returns what is shown of the newest frame; null before there is one. @returns {Shown | null} */
  const shown = () =>
    network.value && net.value
      ? { frame: store.frame.value, network: network.value, net: net.value, isGradient: isGradient.value, lens: lens.value, dx: dx.value }
      : null;

  /** Returns the same of the other network. @returns {Shown | null} */
  const otherShown = () =>
    other.value && otherShape.value
      ? { frame: beside.frame.value, network: other.value, net: otherShape.value.net, isGradient: isGradient.value, lens: lens.value, dx: null }
      : null;

  return { size, hover, pinned, dx, net, shape, otherShape, isGradient, lens, shown, otherShown };
}

/** Returns what the weights of the output show under a lens; a lens of dense networks alone shows weights. @param {string} lens @returns {Shown["lens"]} */
const lensOf = (lens) => (lens === "gradients" || lens === "updates" ? lens : "weights");
