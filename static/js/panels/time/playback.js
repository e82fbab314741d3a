/** Plays what was trained, forward or backward, without training: the whole run in ten seconds, or slower or faster. */

import { effect, signal } from "@preact/signals-core";
import { clamp } from "../../base/numbers/scales.js";
import { make } from "../../base/page/dom.js";
import { t } from "../../base/words/i18n.js";
import { icon } from "./base/icon.js";

/** @import { Store } from "../../state/store/store.js" */
/** @import { Seeks } from "../../state/time/seeks.js" */
/** @import { Past } from "./base/past.js" */

/** @typedef {1 | -1} Direction */

const WHOLE_RUN_MS = 10_000;
const TICK_MS = 70;
const PACES = [0.25, 0.5, 1, 2, 4];

/** @param {Pick<Store, "state" | "dispatch">} store @param {Pick<Seeks, "seek">} seeks @param {Pick<Past, "position" | "end">} past */
export function createPlayback({ state, dispatch }, seeks, past) {
  /** 0 while it is paused. @type {import("@preact/signals-core").Signal<Direction | 0>} */
  const direction = signal(0);
  const pace = signal(1);
  let from = { step: 0, at_ms: 0 };
  let timer = 0;
  let last = -1;

  function stop() {
    clearInterval(timer);
    direction.value = 0;
  }

  /** Counts from the present step on. */
  function anchor() {
    from = { step: past.position.peek(), at_ms: performance.now() };
  }

  function tick() {
    const end = past.end.peek();
    const gone = ((performance.now() - from.at_ms) / WHOLE_RUN_MS) * end * pace.peek();
    const step = clamp(Math.round(from.step + direction.peek() * gone), 0, end);
    if (step !== last) seeks.seek({ step });
    last = step;
    if (step === (direction.peek() > 0 ? end : 0)) stop();
  }

  effect(() => {
    if (state.value.running || state.value.connection !== "live") stop();
  });

  return {
    direction,
    pace,
    stop,
    /** Begins, from the other end where there is nothing left. @param {Direction} next */
    start(next) {
      stop();
      const end = past.end.peek();
      const isOver = past.position.peek() === (next > 0 ? end : 0);
      anchor();
      if (isOver) from.step = next > 0 ? 0 : end;
      last = -1;
      direction.value = next;
      timer = setInterval(tick, TICK_MS);
      dispatch({ type: "notice", message: t("time.playing"), tone: "plain" });
    },
    /** @param {number} next */
    setPace(next) {
      anchor();
      pace.value = next;
    },
  };
}

/** @typedef {ReturnType<typeof createPlayback>} Playback */

/** Makes the buttons and the choice of the pace. @param {{ store: Pick<Store, "state">, past: Past, playback: Playback }} context */
export function makePlayback({ store, past, playback }) {
  const paces = make(
    "select",
    { class: "choice time-pace", attributes: { "aria-label": t("time.pace"), title: t("time.pace.title") } },
    ...PACES.map((pace) => make("option", { text: t("time.pace.times", { pace: String(pace) }), attributes: { value: String(pace) } })),
  );
  paces.value = "1";
  paces.addEventListener("change", () => playback.setPace(Number(paces.value)));
  const buttons = /** @type {[Direction, "back" | "on"][]} */ ([
    [-1, "back"],
    [1, "on"],
  ]).map(([direction, name]) => {
    const button = make("button", { class: `tiny time-${name}`, attributes: { id: `time-${name}`, type: "button" } });
    button.addEventListener("click", () => (playback.direction.value === direction ? playback.stop() : playback.start(direction)));
    effect(() => {
      const isPlaying = playback.direction.value === direction;
      button.replaceChildren(icon(isPlaying ? "pause" : "play"));
      button.title = t(isPlaying ? "time.pause" : `time.play.${name}`);
      button.setAttribute("aria-label", button.title);
      button.setAttribute("aria-pressed", String(isPlaying));
    });
    return button;
  });
  effect(() => {
    const { running, isObserver, connection } = store.state.value;
    for (const button of buttons) button.disabled = running || isObserver || connection !== "live" || past.end.value === 0;
  });
  return make("div", { class: "time-playback", attributes: { role: "group", "aria-label": t("time.playback") } }, ...buttons, paces);
}
