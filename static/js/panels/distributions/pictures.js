/** The pictures of the card of distributions, as SVG, each with a text for screen readers. */

import { number, percent, tick } from "../../base/numbers/format.js";
import { make, setText } from "../../base/page/dom.js";
import { t } from "../../base/words/i18n.js";
import { barPath, curvePath, MAGNITUDES, Z_COLUMNS, Z_TICKS } from "../../scene/distributions/distributions.js";
import { magnitudeTicks } from "./texts.js";

/** @import { Bar, MagnitudePicture, RangePicture, SignalPicture } from "../../scene/distributions/distributions.js" */
/** @import { Magnitude } from "../../types.js" */

const SVG = "http://www.w3.org/2000/svg";
/** Of the units of the pictures; they are stretched to the room that there is. */
const SIGNAL = { width: 330, height: 100 };
const SMALL = { width: 100, height: 48 };
/** The room for zeros and for what is too small for the decades. */
const REST = 12;
const GAP = 5;

/** @param {HTMLElement} box */
export function makePictures(box) {
  const signal = makeSignal();
  const range = makeSmall(t("distributions.a"), ["bar"], ["", ""]);
  const magnitudes = MAGNITUDES.map((name) => ({
    name,
    ...makeSmall(t(`distributions.${name}`), ["bar-up", "bar-down", "bar-rest", "axis"], ["rest", "", ""]),
  }));
  box.replaceChildren(signal.figure, make("div", { class: "small-figures" }, range.figure, ...magnitudes.map(({ figure }) => figure), makeKey()));
  return {
    signal: signal.draw,

    /** @param {RangePicture | null} picture */
    range(picture) {
      const { width, height } = SMALL;
      range.draw([picture ? barPath(picture.bars, { width, height, base: height }) : ""], picture ? [tick(picture.low), tick(picture.high)] : []);
      range.describe(picture ? t("distributions.a.spoken", { low: tick(picture.low), high: tick(picture.high) }) : t("distributions.no_step"));
    },

    /** @param {(name: Magnitude) => MagnitudePicture | null} pictureOf */
    magnitudes(pictureOf) {
      for (const { name, draw, describe } of magnitudes) {
        const picture = pictureOf(name);
        draw(picture ? magnitudePaths(picture) : [], picture ? magnitudeTicks(picture) : []);
        describe(picture ? magnitudeText(picture) : t("distributions.no_step"));
      }
    },
  };
}

/** @param {MagnitudePicture} picture */
function magnitudePaths({ up, down, rest }) {
  const base = SMALL.height / 2;
  const left = REST + GAP;
  const size = { width: SMALL.width - left, height: base, base };
  const moved = (/** @type {readonly Bar[]} */ bars) => bars.map((bar) => ({ ...bar, at: bar.at + left / size.width }));
  // Zeros and the rest have no sign: their bars go both ways.
  const both = rest.flatMap((bar) => [bar, { ...bar, height: -bar.height }]).filter(({ height }) => height !== 0);
  return [barPath(moved(up), size), barPath(moved(down), size), barPath(both, { ...size, width: REST }), `M0 ${base}H${REST}M${left} ${base}H${SMALL.width}`];
}

/** @param {MagnitudePicture} picture */
function magnitudeText({ total, zeros, small, positive, median }) {
  if (total === 0) return t("distributions.empty");
  const size = median === null ? t("distributions.spoken.zeros") : t("distributions.spoken.size", { size: number(10 ** median, 1) });
  const rest = [
    t("distributions.spoken.positive", { share: percent(positive / total, 0) }),
    ...(zeros > 0 ? [t("distributions.spoken.zero", { share: percent(zeros / total, 0) })] : []),
    ...(small > 0 ? [t("distributions.spoken.small", { share: percent(small / total, 0) })] : []),
  ];
  return [size, ...rest].join("; ");
}

/** Creates the legend of the magnitudes. */
function makeKey() {
  const texts = { up: t("distributions.key.up"), down: t("distributions.key.down"), rest: t("distributions.key.rest") };
  const items = Object.entries(texts).map(([name, text]) => make("li", {}, make("i", { class: name }), document.createTextNode(text)));
  return make("ul", { class: "figure-key" }, ...items);
}

/** Creates the picture of z over f and f'. */
function makeSignal() {
  const { svg, paths } = makePicture(SIGNAL, ["bar", "bar-flat", "curve-f", "curve-slope"]);
  const flat = make("span", { class: "flat-share" });
  const slope = make("span", { text: t("distributions.slope") });
  const legend = make(
    "p",
    { class: "figure-legend" },
    make("b", { text: t("distributions.z") }),
    make("span", { class: "key" }, make("i", { class: "f" }), document.createTextNode(t("distributions.f"))),
    make("span", { class: "key" }, make("i", { class: "slope" }), slope),
    make("span", { class: "key", attributes: { title: t("distributions.flat.title") } }, make("i", { class: "flat" }), flat),
  );
  const ticks = make("div", { class: "figure-ticks wide" }, ...Z_TICKS.map((value) => make("span", { text: tick(value) })));
  const figure = make("figure", { class: "signal-figure" }, legend, svg, ticks);

  /** @param {SignalPicture | null} picture */
  function draw(picture) {
    const size = { ...SIGNAL, base: SIGNAL.height };
    const inner = { ...size, left: size.width / Z_COLUMNS, width: (size.width * (Z_COLUMNS - 2)) / Z_COLUMNS };
    const drawn = picture ? [barPath(picture.bars, size), barPath(picture.flat, size), curvePath(picture.f, inner), curvePath(picture.slope, inner)] : [];
    paths.forEach((path, i) => void path.setAttribute("d", drawn[i] ?? ""));
    if (!picture) return svg.setAttribute("aria-label", t("distributions.no_step"));
    const { slopeMax, flatShare, quartiles } = picture;
    setText(slope, Number.isNaN(slopeMax) ? t("distributions.slope") : t("distributions.slope_to", { most: number(slopeMax, 2) }));
    setText(flat, t("distributions.flat", { share: percent(flatShare, 0) }));
    const [low, middle, high] = /** @type {[string, string, string]} */ (quartiles.map((value) => tick(value)));
    svg.setAttribute("aria-label", t("distributions.z.spoken", { low, middle, high, share: percent(flatShare, 0) }));
  }
  return { figure, draw };
}

/** Creates a small picture. @param {string} label @param {readonly string[]} classes of its paths @param {readonly string[]} tickClasses */
function makeSmall(label, classes, tickClasses) {
  const { svg, paths } = makePicture(SMALL, classes);
  const ends = tickClasses.map((name) => make("span", { class: name }));
  const figure = make("figure", {}, make("figcaption", { text: label }), svg, make("div", { class: "figure-ticks" }, ...ends));
  return {
    figure,
    /** @param {readonly string[]} drawn @param {readonly string[]} ticks */
    draw(drawn, ticks) {
      paths.forEach((path, i) => void path.setAttribute("d", drawn[i] ?? ""));
      ends.forEach((end, i) => void setText(end, ticks[i] ?? ""));
    },
    /** @param {string} text */
    describe: (text) => svg.setAttribute("aria-label", `${label}: ${text}`),
  };
}

/** @param {{ width: number, height: number }} size @param {readonly string[]} classes */
function makePicture({ width, height }, classes) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("role", "img");
  const paths = classes.map((name) => {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", name);
    return path;
  });
  svg.append(...paths);
  return { svg, paths };
}
