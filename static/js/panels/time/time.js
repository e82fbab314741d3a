/** The time strip: everything that was trained on one line, in every view. */

import { computed, effect, untracked } from "@preact/signals-core";
import { byId, make } from "../../base/page/dom.js";
import { t } from "../../base/words/i18n.js";
import { valueLabels } from "../../base/words/labels.js";
import { branchColors } from "../../scene/time/branch-look.js";
import { branchNames } from "../../scene/time/event-texts.js";
import { createSeeks } from "../../state/time/seeks.js";
import { createPast } from "./base/past.js";
import { makeBranches } from "./branches/branches.js";
import { createTimePicture } from "./picture.js";
import { createPlayback, makePlayback } from "./playback.js";
import { announcePosition, makeNote, makeProgress, makeToEnd } from "./position-texts.js";
import { bindSlider } from "./slider.js";
import { makeStepField } from "./step-field.js";

/** @import { PanelContext } from "../context.js" */

/** @param {PanelContext} panels */
export function bindTime({ store, page, actions, label: input, ask }) {
  const label = valueLabels(page, input);
  const way = createSeeks(store, actions, ask);
  const past = createPast(store, way);
  const playback = createPlayback(store, way, past);
  const seeks = { ...way, seek: stopping(way.seek), breakOff: stopping(way.breakOff) };
  const names = computed(() => branchNames(store.timeline.event.value?.branches ?? [], label));
  const colors = computed(() => branchColors(store.timeline.compared.value, store.theme.value));

  const canvas = make("canvas", { attributes: { "aria-hidden": "true" } });
  const track = make(
    "div",
    { class: "time-track", attributes: { id: "time-track", role: "slider", tabindex: "0", "aria-keyshortcuts": "G", "aria-label": t("time.slider") } },
    canvas,
  );
  const context = { store, seeks, past, label };
  const picture = createTimePicture(canvas, track, store, past, colors);
  bindSlider(track, { ...context, picture, names: () => names.value });
  track.append(makeNote({ ...context, picture }));
  announcePosition(context);
  byId("time").append(
    makePlayback({ store, past, playback }),
    makeStepField(context),
    track,
    makeProgress(context, track),
    makeToEnd(context),
    makeBranches({ ...context, actions, ask, names, colors }),
  );
  effect(() => {
    const { value: step } = store.timeline.asked;
    if (step === null) return;
    store.timeline.asked.value = null;
    untracked(() => seeks.seek({ step }));
  });
  effect(() => {
    byId("results").toggleAttribute("data-compares", store.timeline.beside.value.length > 0);
  });

  /** Returns an action that ends the playback first. @template {unknown[]} A @param {(...given: A) => void} act @returns {(...given: A) => void} */
  function stopping(act) {
    return (...given) => {
      playback.stop();
      act(...given);
    };
  }
}
