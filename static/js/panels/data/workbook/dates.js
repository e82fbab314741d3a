/** Writes the dates of a workbook, which are numbers of days, as ISO 8601. Pure. */

/** Days from the start of each calendar to 1970. */
const DAYS = { 1900: 25569, 1904: 24107 };
const DAY_MS = 86_400_000;

/** Whether numbers of a format are dates or times. @param {number} id of a format that is built in @param {string} [code] of another one */
export function isDate(id, code) {
  if (code === undefined) return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
  const plain = code.replace(/"[^"]*"|\\.|[_*]./g, "").replace(/\[(?!h+\]|m+\]|s+\]).*?\]/gi, "");
  return /[dmyhs]/i.test(plain);
}

/**
 * @param {number} serial days, the time of day as a fraction
 * @param {boolean} is1904 whether days count from 1904 and not from 1900
 * @returns {string} a date, a date with a time, or a time; "" if it is none
 */
export function dateOf(serial, is1904) {
  if (!(serial >= 0 && serial < 2_958_466)) return "";
  // Excel counts a 29 February 1900, which there never was.
  const days = serial - (is1904 ? DAYS[1904] : DAYS[1900]) + (!is1904 && serial < 60 ? 1 : 0);
  const [date = "", time = ""] = new Date(Math.round((days * DAY_MS) / 1000) * 1000).toISOString().slice(0, 19).split("T");
  if (serial < 1) return time;
  return time === "00:00:00" ? date : `${date} ${time}`;
}
