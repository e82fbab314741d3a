/** Makes the browser name a language that exists, because uPlot asks how numbers are written in it. */

const FALLBACK = "en-US";

/**
 * Returns the language, or English where the name is none: a browser started with the locale C calls its language "C".
 *
 * @param {string} language
 */
export function validLocale(language) {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? FALLBACK;
  } catch {
    return FALLBACK;
  }
}

const { language } = navigator;
if (validLocale(language) === FALLBACK && language !== FALLBACK) Object.defineProperty(navigator, "language", { value: FALLBACK, configurable: true });
