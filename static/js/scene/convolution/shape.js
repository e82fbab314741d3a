/** Places everything that a convolutional network consists of on the canvas: one row per filter. Pure. */

import { clamp } from "../../base/numbers/scales.js";

/** @import { Band, Head, Net, Part, Plot, Shape, Stage } from "./types.js" */

/** The shares of a map's side: of a kernel that is alone or one of several, of a pooled map, of the picture; and of the distance between two rows that a map fills. */
const ALONE = 1.15;
const SEVERAL = 0.42;
const POOLED = 0.66;
const PICTURE = 2.3;
const FILLED = 0.92;
/** The share of that height that a kernel has, which is alone. */
const KERNEL = 0.8;
const FILLED_BY_WEIGHTS = 0.8;
/** The room between two kernels of one filter, and between a kernel and its bias, in cells. */
const BETWEEN = 0.6;
/** The shares of the width that the gaps between all columns have, and the bars of the output. */
const GAPS = 0.12;
const BARS = 0.11;
/** Two groups of filters side by side need so many filters, and so much larger maps than one group has. */
const FEWEST_HALVED = 4;
const MUCH_LARGER = 1.25;
/** The least distance of two rows, in pixels. */
const LEAST_PITCH = 9;
/** The largest side of a map, in rem. */
const LARGEST = 15;

/** @typedef {{ width: number, height: number, rem: number, ratio: number }} Room in CSS pixels, and device pixels for each */
/** @typedef {{ part: Part, stage: number, width: number, omitted: number, group: Band["group"], place: (x: number) => Plot[] }} Draft a band that has no place yet */

/**
 * @param {Net} net
 * @param {Room} room
 * @returns {Shape}
 */
export function convolutionShape(net, room) {
  const whole = fitColumns(net, room, 1);
  const halved = net.stages.some(({ n_filters }) => n_filters >= FEWEST_HALVED) ? fitColumns(net, room, 2) : whole;
  const { drafts, gap, left, more } = halved.size > whole.size * MUCH_LARGER ? halved : whole;
  let x = left;
  /** @type {Band[]} */
  const bands = [];
  const plots = drafts.flatMap(({ part, stage, width, omitted, group, place }) => {
    const placed = place(x);
    bands.push({ part, stage, x, width, omitted, group });
    x += width + gap + more;
    return placed;
  });
  return { net, width: room.width, height: room.height, top: topOf(room), bands, plots: plots.map((plot) => snapped(plot, room.ratio)) };
}

/** @param {Room} room */
const topOf = ({ rem }) => Math.round(rem * 2.5);

/**
 * Fits all columns to the width, with the maps as large as there is room.
 *
 * @param {Net} net
 * @param {Room} room
 * @param {1 | 2} n_groups the filters of a stage are in one group, or in two side by side
 */
function fitColumns(net, room, n_groups) {
  const top = topOf(room);
  const area = Math.max(LEAST_PITCH, room.height - top - room.rem * 0.3);
  const gap = clamp((room.width * GAPS) / (net.stages.length * n_groups * 5 + 2), 4, room.rem * 1.3);
  const bars = clamp(room.width * BARS, room.rem * 4, room.rem * 9);
  /** @param {number} side of a map */
  const draftsOf = (side) => draftsAt(net, { ...room, top, area, side, bars, n_groups });
  /** @param {readonly Draft[]} drafts */
  const wide = (drafts) => drafts.reduce((sum, { width }) => sum + width, gap * (drafts.length - 1));
  let [fits, fails] = [1, room.rem * LARGEST];
  for (let i = 0; i < 24; i += 1) {
    const side = (fits + fails) / 2;
    if (wide(draftsOf(side)) <= room.width - 2 * gap) fits = side;
    else fails = side;
  }
  const drafts = draftsOf(fits);
  const spare = Math.max(0, room.width - 2 * gap - wide(drafts));
  const more = Math.min(room.rem * 2.2, spare / drafts.length);
  const size = Math.min(...drafts.filter(({ part }) => part === "z").map(({ width }) => width));
  return { drafts, gap, more, left: gap + (spare - more * (drafts.length - 1)) / 2, size };
}

/** Moves a matrix to whole pixels of the screen, on which its cells have whole pixels, too. @param {Plot} plot @param {number} ratio @returns {Plot} */
function snapped(plot, ratio) {
  /** @param {number} px */
  const whole = (px) => Math.round(px * ratio) / ratio;
  return { ...plot, x: whole(plot.x), y: whole(plot.y) };
}

/** @typedef {Room & { top: number, area: number, side: number, bars: number, n_groups: 1 | 2 }} Scale */

/** @param {Net} net @param {Scale} scale @returns {Draft[]} */
function draftsAt(net, scale) {
  const stages = net.stages.flatMap((stage, i) => stageDrafts(stage, i, scale));
  return [pictureDraft(net, scale), ...stages, headDraft(net, scale), outputDraft(net.head, scale)];
}

/** Returns the size of a cell, in whole pixels of the screen. @param {number} side @param {number} n_cells @param {Scale} scale */
const cellOf = (side, n_cells, { ratio }) => Math.max(1, Math.floor((side / n_cells) * ratio)) / ratio;

/** The picture, and below it the gradient of the loss by its pixels. @param {Net} net @param {Scale} scale @returns {Draft} */
function pictureDraft({ picture: [rows, columns] }, scale) {
  const { top, area, side, rem } = scale;
  const title = rem * 1.6;
  const cell = cellOf(Math.min(side * PICTURE, (area - title) / 2 - rem * 0.2), Math.max(rows, columns), scale);
  const [width, height] = [cell * columns, cell * rows];
  const y = top + Math.max(0, (area - 2 * height - title) / 2);
  return {
    part: "x",
    stage: 0,
    width,
    omitted: 0,
    group: null,
    place: (x) => [plotOf("x", { x, y, cell, rows, columns }), plotOf("dx", { x, y: y + height + title, cell, rows, columns })],
  };
}

/** @param {Part} part @param {Pick<Plot, "x" | "y" | "cell" | "rows" | "columns"> & Partial<Plot>} more @returns {Plot} */
const plotOf = (part, more) => ({ part, stage: 0, filter: 0, channel: 0, ...more });

/** Returns how many rows there is room for, and the distance between two. @param {number} n @param {Scale} scale @returns {[n_drawn: number, pitch: number]} */
function rowsOf(n, { area }) {
  const drawn = Math.max(1, Math.min(n, Math.floor(area / LEAST_PITCH)));
  return [drawn, area / drawn];
}

/** @param {Stage} stage @param {number} index @param {Scale} scale @returns {Draft[]} */
function stageDrafts(stage, index, scale) {
  const n_rows = Math.ceil(stage.n_filters / scale.n_groups);
  return Array.from({ length: scale.n_groups }, (_, group) =>
    groupDrafts(stage, index, [group * n_rows, Math.min(stage.n_filters, (group + 1) * n_rows)], scale),
  ).flat();
}

/** The columns of some filters of a stage. @param {Stage} stage @param {number} index @param {readonly [number, number]} filters the first, and the first that is not among them @param {Scale} scale @returns {Draft[]} */
function groupDrafts(stage, index, [first, end], scale) {
  const [drawn, pitch] = rowsOf(Math.ceil(stage.n_filters / scale.n_groups), scale);
  const side = Math.min(scale.side, pitch * FILLED);
  const n = Math.min(drawn, end - first);
  const omitted = end - first - n;
  const group = scale.n_groups > 1 ? /** @type {const} */ ([first, end]) : null;
  const filters = Array.from({ length: n }, (_, row) => ({ filter: first + row, middle: scale.top + pitch * (row + 0.5) }));
  /** @param {"K" | "dK"} part @param {"b" | "db"} bias @returns {Draft} */
  const kernels = (part, bias) => {
    const tile = tilesOf(stage, { side, height: pitch * FILLED }, scale);
    return {
      part,
      stage: index,
      width: tile.width,
      omitted,
      group,
      place: (x) => filters.flatMap(({ filter, middle }) => kernelPlots({ part, bias, stage, index, filter, x, middle, tile })),
    };
  };
  /** @param {"z" | "a" | "pool"} part @param {readonly [number, number]} grid @param {number} size @returns {Draft} */
  const maps = (part, [rows, columns], size) => {
    const cell = cellOf(size, Math.max(rows, columns), scale);
    return {
      part,
      stage: index,
      width: cell * columns,
      omitted,
      group,
      place: (x) => filters.map(({ filter, middle }) => plotOf(part, { stage: index, filter, x, y: middle - (cell * rows) / 2, cell, rows, columns })),
    };
  };
  return [kernels("K", "b"), kernels("dK", "db"), maps("z", stage.map, side), maps("a", stage.map, side), maps("pool", stage.pooled, side * POOLED)];
}

/** @typedef {{ cell: number, across: number, step: number, width: number, height: number }} Tiles how the kernels of a filter are arranged */

/** Arranges the kernels of a filter in as few columns as its row is high. @param {Stage} stage @param {{ side: number, height: number }} row @param {Scale} scale @returns {Tiles} */
function tilesOf({ channels, size, hasBias }, { side, height }, scale) {
  const cell = cellOf(channels === 1 ? Math.min(side * ALONE, height * KERNEL) : side * SEVERAL, size, scale);
  const step = cell * (size + BETWEEN);
  const down = clamp(Math.floor((height + cell * BETWEEN) / step), 1, channels);
  const across = Math.ceil(channels / down);
  return {
    cell,
    across,
    step,
    width: step * across - cell * BETWEEN + (hasBias ? cell * (1 + BETWEEN) : 0),
    height: step * Math.ceil(channels / across) - cell * BETWEEN,
  };
}

/** @param {{ part: Part, bias: Part, stage: Stage, index: number, filter: number, x: number, middle: number, tile: Tiles }} of @returns {Plot[]} */
function kernelPlots({ part, bias, stage, index, filter, x, middle, tile }) {
  const { cell, across, step, height } = tile;
  const y = middle - height / 2;
  const plots = Array.from({ length: stage.channels }, (_, channel) =>
    plotOf(part, {
      stage: index,
      filter,
      channel,
      x: x + step * (channel % across),
      y: y + step * Math.floor(channel / across),
      cell,
      rows: stage.size,
      columns: stage.size,
    }),
  );
  if (stage.hasBias) plots.push(plotOf(bias, { stage: index, filter, x: x + step * across, y: y + height - cell, cell, rows: 1, columns: 1 }));
  return plots;
}

/** The weights of the output: for each output a row, in it a small picture for each pooled map. @param {Net} net @param {Scale} scale @returns {Draft} */
function headDraft({ stages, head }, scale) {
  const [drawn, pitch] = rowsOf(head.n_outputs, scale);
  const [maps] = rowsOf(head.n_maps, scale);
  const [rows, columns] = head.map;
  const [mapRows = 1] = stages.at(-1)?.map ?? [];
  const cell = cellOf(Math.min(pitch * FILLED_BY_WEIGHTS, (0.9 * scale.side * rows) / mapRows), rows, scale);
  const step = cell * columns + Math.max(2, cell * 0.5);
  const outputs = Array.from({ length: drawn }, (_, filter) => ({ filter, y: scale.top + pitch * (filter + 0.5) - (cell * rows) / 2 }));
  const stage = stages.length;
  /** @param {number} x @param {{ filter: number, y: number }} output @returns {Plot[]} */
  const row = (x, { filter, y }) => [
    ...Array.from({ length: maps }, (_, channel) => plotOf("W", { stage, filter, channel, x: x + step * channel, y, cell, rows, columns })),
    ...(head.hasBias ? [plotOf("b", { stage, filter, x: x + step * maps, y: y + cell * (rows - 1), cell, rows: 1, columns: 1 })] : []),
  ];
  return {
    part: "W",
    stage,
    width: step * maps + (head.hasBias ? cell : 0),
    omitted: head.n_maps - maps,
    group: null,
    place: (x) => outputs.flatMap((output) => row(x, output)),
  };
}

/** The bars of the output, one cell each. @param {Head} head @param {Scale} scale @returns {Draft} */
function outputDraft({ n_outputs, site }, scale) {
  const [drawn, pitch] = rowsOf(n_outputs, scale);
  const cell = cellOf(Math.min(pitch * 0.62, scale.rem * 1.25), 1, scale);
  return {
    part: "y",
    stage: site,
    width: scale.bars,
    omitted: n_outputs - drawn,
    group: null,
    place: (x) =>
      Array.from({ length: drawn }, (_, filter) =>
        plotOf("y", { stage: site, filter, x, y: scale.top + pitch * (filter + 0.5) - cell / 2, cell, wide: scale.bars, rows: 1, columns: 1 }),
      ),
  };
}
