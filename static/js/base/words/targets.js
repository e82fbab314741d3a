/** What the outputs mean: the classes, or the values of a regression, their names and their own units. Pure. */

/** @import { DataFields } from "../../protocol.js" */

/** Returns the name of an output's values; empty for classes, and without names. @param {DataFields | null} data @param {number} output */
export const targetName = (data, output) => (data?.task === "regression" && data.target_names[output]) || "";

/** Returns the class of an output; empty where one output tells two classes apart, and for values. @param {DataFields | null} data @param {number} output */
export const outputClass = (data, output) => (data?.task === "classification" && data.n_classes > 2 && data.class_names[output]) || "";

/** Returns the mean of an output's targets if they are learnt scaled, else 0. @param {DataFields | null} data @param {number} output */
export const targetMean = (data, output) => data?.target_means[output] ?? 0;

/** Returns a value of an output in the units of the table. @param {number} value as it is learnt @param {DataFields | null} data @param {number} output */
export const inOwnUnits = (value, data, output) => value * (data?.target_deviations[output] ?? 1) + targetMean(data, output);

/** Returns whether the values are learnt scaled. @param {DataFields | null} data */
export const hasScaledTargets = (data) =>
  data?.task === "regression" && [...data.target_means, ...data.target_deviations.map((deviation) => deviation - 1)].some(Boolean);
