/** What the list of branches is made from, on a page whose session has three branches. */

import { computed } from "@preact/signals-core";
import { branchColors } from "../../../../../static/js/scene/time/branch-look.js";
import { branchNames } from "../../../../../static/js/scene/time/event-texts.js";
import { openPast } from "../strip-page.js";

export function openList(t) {
  const opened = openPast(t);
  const { store, label, context } = opened;
  const names = computed(() => branchNames(store.timeline.event.value?.branches ?? [], label));
  const colors = computed(() => branchColors(store.timeline.compared.value, store.theme.value));
  const parts = { ...opened, actions: context.actions, ask: context.ask, names, colors };
  const edits = () => opened.asked.filter(([name]) => name === "carryOut").map(([, { after }]) => after);
  return { ...parts, parts, edits };
}
