/** Paints all charts of the page as one picture, for a file. */

/** @import { Theme } from "../../types.js" */
/** @import { Chart } from "../../charts/chart.js" */

const WIDTH = 960;
const HEIGHT = 300;
const ENLARGED = 1.35;
const MARGIN = 24;
const HEADING = 34;

/**
 * Renders all charts below one another, large enough for a slide.
 *
 * @param {readonly Chart[]} charts
 * @param {readonly string[]} titles
 * @param {string} caption
 * @param {Theme} theme
 * @returns {Promise<Blob | null>}
 */
export async function pictureOf(charts, titles, caption, theme) {
  const context = await Promise.all(charts.map((chart) => chart.picture({ width: WIDTH, height: HEIGHT }, ENLARGED)));
  const canvas = document.createElement("canvas");
  const ratio = (context[0]?.width ?? WIDTH) / WIDTH;
  canvas.width = (WIDTH + 2 * MARGIN) * ratio;
  canvas.height = (charts.length * (HEIGHT + HEADING) + 2 * MARGIN + HEADING) * ratio;
  const ctx = canvas.getContext("2d");
  if (!ctx) return null;
  ctx.scale(ratio, ratio);
  ctx.fillStyle = theme.ground;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.textBaseline = "middle";
  context.forEach((part, i) => {
    const top = MARGIN + i * (HEIGHT + HEADING);
    ctx.fillStyle = theme.ink;
    ctx.font = `650 ${HEADING * 0.5}px ${theme.font}`;
    ctx.fillText(titles[i] ?? "", MARGIN, top + HEADING * 0.4);
    if (part) ctx.drawImage(part, MARGIN, top + HEADING, WIDTH, HEIGHT);
  });
  ctx.fillStyle = theme.muted;
  ctx.font = `450 ${HEADING * 0.42}px ${theme.font}`;
  ctx.fillText(caption, MARGIN, MARGIN + context.length * (HEIGHT + HEADING) + HEADING * 0.6);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}
