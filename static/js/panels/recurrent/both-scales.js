/** The largest numbers of two pictures on one screen: equal numbers have equal colours in both. */

import { signal } from "@preact/signals-core";
import { NO_SCALES } from "./layers.js";

/** @import { Signal } from "@preact/signals-core" */
/** @import { Store } from "../../state/store/store.js" */
/** @import { Family, Scales } from "./layers.js" */

/** Those of the run and of its twin, by what both stores have in common. @type {WeakMap<object, [Signal<Readonly<Scales>>, Signal<Readonly<Scales>>]>} */
const PAIRS = new WeakMap();

/** @param {Pick<Store, "view">} store @param {number} run */
export function bothScales({ view }, run) {
  const pair = PAIRS.get(view) ?? [signal(NO_SCALES), signal(NO_SCALES)];
  PAIRS.set(view, pair);
  const [own, other] = run === 0 ? pair : [pair[1], pair[0]];
  return {
    /** What the other picture shows; nothing of one that is not on screen. */
    other: () => (view.value.tab === "twins" ? other.value : NO_SCALES),
    /** @param {Readonly<Scales>} present */
    publish(present) {
      const before = own.peek();
      if (/** @type {Family[]} */ (Object.keys(present)).some((family) => present[family] !== before[family])) own.value = { ...present };
    },
  };
}
