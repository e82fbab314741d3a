/** Figures, status line, connection banner, and announcements for screen readers. */

import { computed, effect } from "@preact/signals-core";
import { count, grouped, number, percent, short } from "../../base/numbers/format.js";
import { byId, make, setText } from "../../base/page/dom.js";
import { throttled } from "../../base/timing/throttled.js";
import { t } from "../../base/words/i18n.js";
import { hasScaledTargets } from "../../base/words/targets.js";
import { spokenStatus } from "../../state/store/reducer.js";

/** @import { PanelContext } from "../context.js" */

const SPEAK_EVERY_MS = 5000;

/** @param {PanelContext} context */
export function bindStatus(context) {
  const { store } = context;
  const figures = throttled(store.figures);
  const isRunning = computed(() => store.state.value.running);
  effect(() => {
    const { step, epoch, trainLoss, testLoss } = (isRunning.value ? figures : store.figures).value;
    setText(byId("out-step"), count(step));
    setText(byId("out-epoch"), count(epoch));
    setText(byId("out-train-loss"), number(trainLoss));
    setText(byId("out-test-loss"), number(testLoss));
  });
  effect(() => {
    const { status, running, data, connection } = store.state.value;
    setText(byId("out-speed"), running && connection === "live" ? count(status?.steps_per_second ?? 0) : "0");
    setText(byId("out-train-accuracy"), percent(status?.train_accuracy));
    setText(byId("out-test-accuracy"), percent(status?.test_accuracy));
    byId("accuracy").hidden = data?.task !== "classification";
    setText(byId("out-train-error"), number(status?.train_error));
    setText(byId("out-test-error"), number(status?.test_error));
    byId("error").hidden = !hasScaledTargets(data);
  });
  effect(() => {
    const { message, tone } = store.state.value;
    const line = byId("status");
    setText(line, grouped(message));
    line.dataset["tone"] = tone;
  });
  effect(() => {
    const { connection, isObserver } = store.state.value;
    setText(byId("connection-text"), isObserver && connection === "live" ? t("observe.live") : t(`connection.${connection}`));
  });
  bindBanner(context);
  announceStatus(context);
}

/** @param {PanelContext} context */
function bindBanner({ store, actions, retry }) {
  const banner = byId("banner");
  const buttons = byId("banner-actions");
  const shown = computed(() => {
    const { connection, reason, diverged, experiment, message, isObserver } = store.state.value;
    if (connection === "reconnecting") return { kind: "lost", text: reason || t(experiment ? "connection.lost" : "connection.unreached"), rate: 0 };
    if (connection === "closed") return { kind: "closed", text: reason || t("connection.ended"), rate: 0 };
    if (diverged && !isObserver) return { kind: "diverged", text: `${message} ${t("diverged.why")}`, rate: Number(experiment?.["learning_rate"] ?? 0) };
    return null;
  });
  const key = computed(() => JSON.stringify(shown.value));

  /** @param {string} label @param {() => void} act @param {string} [style] */
  const button = (label, act, style = "quiet") => {
    const made = make("button", { class: style, text: label, attributes: { type: "button" } });
    made.addEventListener("click", act);
    return made;
  };

  effect(() => {
    void key.value;
    const found = shown.peek();
    banner.hidden = found === null;
    buttons.replaceChildren();
    if (!found) return;
    banner.dataset["kind"] = found.kind;
    setText(byId("banner-text"), grouped(found.text));
    if (found.kind === "diverged") {
      const lower = Number((found.rate / 10).toPrecision(3));
      buttons.append(
        button(t("diverged.again", { rate: short(lower) }), () => void actions.restart({ learning_rate: lower }, true).catch(() => undefined), "primary"),
        button(t("diverged.go_on", { rate: short(lower) }), () => {
          actions.set({ learning_rate: lower });
          actions.play();
        }),
        button(t("diverged.look"), () => store.dispatch({ type: "dismiss" })),
      );
    } else if (typeof WebSocket !== "undefined") {
      buttons.append(button(t("connection.retry"), retry, "primary"));
    }
  });
}

/** Announces the state of training, at most every few seconds. @param {PanelContext} context */
function announceStatus({ store }) {
  let last_ms = -Infinity;
  effect(() => {
    const { status, running } = store.state.value;
    const now_ms = performance.now();
    if (!status || (running && now_ms - last_ms < SPEAK_EVERY_MS)) return;
    last_ms = now_ms;
    setText(byId("spoken"), spokenStatus(store.state.peek()));
  });
}
