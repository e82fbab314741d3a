/** The opened number is the one that the whole page keeps: what is selected elsewhere is opened here, and back. */

import { effect, untracked } from "@preact/signals-core";
import { samePlace } from "../../scene/convolution/places.js";
import { placeOf, targetOf } from "../../scene/convolution/targets.js";
import { sameTarget } from "../../scene/network/targets.js";

/** @import { Store } from "../../state/store/store.js" */
/** @import { Model } from "./model.js" */

/** @param {Store} store @param {Model} model */
export function bindPageSelection(store, model) {
  const kept = () => store.view.peek().pinned;
  const own = () => {
    const [net, place] = [model.net.peek(), model.pinned.peek()];
    return net && place && targetOf(net, place);
  };
  effect(() => {
    const [net, target] = [model.net.value, store.view.value.pinned];
    untracked(() => {
      if (!net || sameTarget(target, own())) return;
      const place = placeOf(net, target);
      if (!samePlace(place, model.pinned.peek())) model.pinned.value = place;
    });
  });
  effect(() => {
    void [model.net.value, model.pinned.value];
    untracked(() => {
      const [net, target, place] = [model.net.peek(), own(), model.pinned.peek()];
      if (!net || sameTarget(target, kept())) return;
      // What is kept is opened already: z of an output at the place of its a, and the loss at none.
      if (!samePlace(placeOf(net, kept()), place)) store.dispatch({ type: "view", patch: { pinned: target } });
    });
  });
}
