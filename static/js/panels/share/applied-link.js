/** A link that is being applied: its fields without those that the server refused. */

import { t } from "../../base/words/i18n.js";
import { parseFragment } from "./fragment.js";

/** @import { Schema } from "./fragment.js" */

/** @typedef {ReturnType<typeof followLink>} Link */
/** @typedef {{ field?: string | null, code: string, message: string }} Refusal */

/** The codes of errors whose reason is a field; those of others are not about the link. */
const FAULT = /invalid|limit_exceeded|bad_message/;
const MOST_PROBLEMS = 2;

/**
 * @param {Schema} schema
 * @param {string} fragment
 */
export function followLink(schema, fragment) {
  const parsed = parseFragment(schema, fragment);
  const fields = { ...parsed.experiment };
  const problems = [...parsed.problems];

  return {
    /** The parsed fragment. */
    parsed,

    /** Returns the fields of the experiment that were not refused. */
    fields: () => ({ ...fields }),

    /**
     * Drops the field that the server refused, or all if it names none.
     *
     * @param {Refusal} refusal
     * @returns {boolean} whether there is something left to try
     */
    dropField({ field, code, message }) {
      if (!FAULT.test(code)) return false;
      const name = (field ?? "").split(".")[0] ?? "";
      const dropped = Object.hasOwn(fields, name) ? [name] : Object.keys(fields);
      if (dropped.length === 0) return false;
      for (const key of dropped) delete fields[key];
      const replacement =
        dropped.length === 1 ? t("link.standing", { value: String(schema.experiment[dropped[0] ?? ""] ?? t("automatic")) }) : t("link.all_default");
      problems.push(`${message.startsWith(name) ? message : `${name}: ${message}`}; ${replacement}`);
      return true;
    },

    /**
     * Returns the outcome for the status line; null if there is nothing to report.
     *
     * @returns {{ message: string, tone: "plain" | "error", preset?: string } | null}
     */
    outcome() {
      const rest = problems.length - MOST_PROBLEMS;
      const more = rest > 0 ? t("and_more", { n: rest }) : "";
      if (problems.length > 0) return { message: t("link.problems", { problems: problems.slice(0, MOST_PROBLEMS).join("; ") + more }), tone: "error" };
      const preset = schema.presets.find(({ name }) => name === parsed.preset);
      if (preset?.message) return { message: preset.message, tone: "plain", preset: preset.name };
      if (Object.keys(fields).length === 0) return null;
      return { message: t("link.opened"), tone: "plain" };
    },
  };
}
