/** The text alternative of the output: which classes are where, and how many samples are right. */

import { effect } from "@preact/signals-core";
import { number, percent } from "../../base/numbers/format.js";
import { throttled } from "../../base/timing/throttled.js";
import { listed, t } from "../../base/words/i18n.js";
import { section } from "../../net/frame.js";
import { planeOf } from "../../scene/output/output.js";
import { territoriesOf } from "../../scene/output/territory.js";

/** @import { Frame, State } from "../../types.js" */
/** @import { DataFields } from "../../protocol.js" */
/** @import { Territory, Field } from "../../scene/output/territory.js" */
/** @import { Store } from "../../state/store/store.js" */
/** @typedef {readonly (number | null | undefined)[]} Right the shares of training and test samples that are right, where they are known */

/** @type {(state: State) => Right} */
export const rightOfRun = ({ status }) => [status?.train_accuracy, status?.test_accuracy];

/** @type {(state: State, frame: Frame) => Right} */
export const rightOfTwin = (_, frame) => Array.from(section(frame, "accuracies")?.values ?? []);

/**
 * Keeps the text of a picture; while the network trains it stays, because nobody can follow one that changes.
 *
 * @param {Pick<Store, "state" | "frame">} store
 * @param {HTMLElement} picture
 * @param {(state: State, frame: Frame) => Right} right
 */
export function bindSpokenOutput({ state, frame }, picture, right) {
  const plain = picture.getAttribute("aria-label") ?? "";
  const shown = throttled(frame);
  effect(() => {
    const { running, data } = state.value;
    if (running) return;
    const text = shown.value && data ? descriptionOf(shown.value, data, right(state.value, shown.value)) : "";
    picture.setAttribute("aria-label", text ? `${plain}. ${text}` : plain);
  });
}

/** Returns what the output shows; nothing where there is no plane. @param {Frame} frame @param {DataFields} data @param {Right} right */
export function descriptionOf(frame, data, right) {
  const surface = section(frame, "surface");
  if (!surface || !planeOf(data)) return "";
  const range = section(frame, "surface_range");
  const [across = "", up = ""] = data.axis_names;
  const axes = t("output.spoken.axes", { across, up });
  if (data.task !== "classification") {
    const [low, high] = [range?.values[0], range?.values[1]];
    return [axes, t("output.spoken.range", { low: number(low, 2), high: number(high, 2) })].join(" ");
  }
  const { territories, boundary } = territoriesOf(surface, range, data.n_classes);
  const classes = territories.map((territory, k) => classText(data.class_names[k] ?? String(k), territory));
  const lies = boundary.length > 0 ? t("output.spoken.boundary", { fields: fieldsText(boundary) }) : t("output.spoken.no_boundary");
  return [axes, ...classes, lies, rightText(right)].filter(Boolean).join(" ");
}

/** @param {string} name @param {Territory} territory */
const classText = (name, { share, fields }) =>
  fields.length > 0
    ? t("output.spoken.class", { name, share: percent(share), fields: fieldsText(fields) })
    : t("output.spoken.class.nowhere", { name, share: percent(share) });

/** @param {readonly Field[]} fields */
const fieldsText = (fields) => listed(fields.map((field) => t(`output.field.${field}`)));

/** @param {Right} right */
function rightText([train, test]) {
  if (!isKnown(train)) return "";
  const known = { train: percent(train), test: percent(test) };
  return isKnown(test) ? t("output.spoken.right", known) : t("output.spoken.right.train", known);
}

/** @param {number | null | undefined} share */
const isKnown = (share) => share !== null && share !== undefined && !Number.isNaN(share);
