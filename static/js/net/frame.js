/** Decodes binary frames: a header of 40 bytes, then sections that a layout event describes, of the run and of its twin. */

import { PAGE } from "../base/page/page-data.js";

/** @import { Frame, SectionName, SectionView } from "../types.js" */
/** @import { FrameLayout } from "../protocol.js" */

export const HEADER_BYTES = 40;
const VIEWS = { f8: Float64Array, f4: Float32Array, u1: Uint8Array };
const KIND_FRAME = 1;
const FLAG_RUNNING = 1;
const FLAG_MID_STEP = 2;

/** The number of layouts that are remembered; frames of an earlier one may still be on their way. */
const MOST_LAYOUTS = 4;

/** @param {SectionName} name @param {number | null} [layer] */
export const sectionKey = (name, layer = null) => (layer === null ? name : `${name}.${layer}`);

/** Where a single number is in `Frame.exact`. @param {string} name @param {number | null} layer @param {number} row @param {number} column */
export const exactKey = (name, layer, row, column) => [name, layer, row, column].join();

/** Returns the number of a frame's layout, or -1 if the buffer is no frame. @param {ArrayBuffer} buffer */
export const layoutIdOf = (buffer) => (buffer.byteLength >= HEADER_BYTES ? new DataView(buffer).getUint16(2, true) : -1);

/**
 * Decodes a frame without copying: every section is a view into `buffer`.
 *
 * @param {ArrayBuffer} buffer
 * @param {FrameLayout} layout
 * @returns {Frame}
 */
export function decodeFrame(buffer, layout) {
  if (buffer.byteLength !== layout.bytes) {
    throw new RangeError(`expected a frame of ${layout.bytes} bytes, got ${buffer.byteLength}`);
  }
  const header = new DataView(buffer, 0, HEADER_BYTES);
  if (header.getUint8(0) !== KIND_FRAME) {
    throw new RangeError(`expected a frame of kind ${KIND_FRAME}, got ${header.getUint8(0)}`);
  }
  const flags = header.getUint8(1);
  const plan = planOf(layout);
  const [own, twins] = sectionsOf(buffer, plan);
  const [exact, twinExact] = [0, 1].map((run) => singlesOf(buffer, plan, run));
  const frame = {
    layout: header.getUint16(2, true),
    seq: header.getUint32(4, true),
    step: header.getUint32(8, true),
    epoch: header.getUint32(12, true),
    command: header.getUint32(16, true),
    running: (flags & FLAG_RUNNING) !== 0,
    midStep: (flags & FLAG_MID_STEP) !== 0,
    lossStep: header.getUint32(20, true),
    trainLoss: header.getFloat64(24, true),
    testLoss: header.getFloat64(32, true),
    sections: own,
    nodes: layout.nodes,
    ...(exact && { exact }),
    twin: null,
  };
  return twins.size > 0 ? { ...frame, twin: twinFrame(frame, twins, twinExact) } : frame;
}

/** @typedef {{ key: string, run: number, shape: number[], View: (typeof VIEWS)[keyof typeof VIEWS], offset: number, length: number }} Part a section */
/** @typedef {{ key: string, run: number, offset: number }} Single a single number */
/** @typedef {{ parts: Part[], singles: Single[] }} Plan what is the same in all frames of a layout */

/** @type {WeakMap<FrameLayout, Plan>} */
const plans = new WeakMap();

/** @param {FrameLayout} layout @returns {Plan} */
function planOf(layout) {
  const known = plans.get(layout);
  if (known) return known;
  /** @type {Plan} */
  const plan = { parts: [], singles: [] };
  for (const { name, layer, run, shape, dtype, offset, at } of layout.sections) {
    const length = shape.reduce((product, n) => product * n, 1);
    if (at) plan.singles.push({ key: exactKey(name, layer, ...at), run, offset });
    else plan.parts.push({ key: sectionKey(name, layer), run, shape, View: VIEWS[dtype], offset, length });
  }
  plans.set(layout, plan);
  return plan;
}

/** Returns views into the buffer: the sections of the run and of its twin. @param {ArrayBuffer} buffer @param {Plan} plan @returns {[Frame["sections"], Frame["sections"]]} */
function sectionsOf(buffer, { parts }) {
  /** @type {[Frame["sections"], Frame["sections"]]} */
  const runs = [new Map(), new Map()];
  for (const { key, run, shape, View, offset, length } of parts) {
    runs[run === 1 ? 1 : 0].set(key, { shape, values: new View(buffer, offset, length) });
  }
  return runs;
}

/** Returns the single numbers of one run; undefined if there are none. @param {ArrayBuffer} buffer @param {Plan} plan @param {number} run @returns {Frame["exact"]} */
function singlesOf(buffer, { singles }, run) {
  const own = singles.filter((single) => single.run === run);
  if (own.length === 0) return undefined;
  return new Map(own.map(({ key, offset }) => [key, new Float64Array(buffer, offset, 1)[0] ?? NaN]));
}

/** Returns the frame of the twin: of the same step, with the losses of its own section. @param {Frame} frame @param {Frame["sections"]} sections @param {Frame["exact"]} exact @returns {Frame} */
function twinFrame({ exact: _own, ...frame }, sections, exact) {
  const [trainLoss = NaN, testLoss = NaN] = sections.get("losses")?.values ?? [];
  return { ...frame, trainLoss, testLoss, sections, ...(exact && { exact }) };
}

/** Decodes frames by the newest layouts. */
export class FrameDecoder {
  /** @type {Map<number, FrameLayout>} */
  #layouts = new Map();

  /** @param {FrameLayout} layout */
  add(layout) {
    this.#layouts.set(layout.layout, layout);
    for (const id of this.#layouts.keys()) if (this.#layouts.size > MOST_LAYOUTS && id !== layout.layout) this.#layouts.delete(id);
  }

  /** @param {ArrayBuffer} buffer @returns {Frame | null} null if the buffer is no frame of a known layout */
  decode(buffer) {
    const layout = this.#layouts.get(layoutIdOf(buffer));
    return layout ? decodeFrame(buffer, layout) : null;
  }

  clear() {
    this.#layouts.clear();
  }
}

/**
 * @param {Frame | null} frame
 * @param {SectionName} name
 * @param {number | null} [layer]
 * @returns {SectionView | null}
 */
export function section(frame, name, layer = null) {
  return frame?.sections.get(sectionKey(name, layer)) ?? null;
}

/** Returns the same step of the twin; null without one. @param {Frame | null} frame @returns {Frame | null} */
export const twinOf = (frame) => frame?.twin ?? null;

/**
 * Returns one number of a section, or null if the frame does not contain it.
 *
 * @param {Frame | null} frame
 * @param {SectionName} name
 * @param {number | null} layer
 * @param {number} row
 * @param {number} [column]
 */
export function valueAt(frame, name, layer, row, column = 0) {
  const found = section(frame, name, layer);
  if (!found) return null;
  const width = found.shape.length > 1 ? (found.shape[1] ?? 1) : 1;
  return frame?.exact?.get(exactKey(name, layer, row, column)) ?? found.values[row * width + column] ?? null;
}

/** Single precision holds fewer digits of what is smaller. */
const SMALLEST_SINGLE = 2 ** -126;
/** Whether the numbers of a section may be that small; parameters and activations are not. @param {SectionName} name */
const mayBeTiny = (name) => Object.values(PAGE.tiny_sections).some((names) => names.includes(name));

/**
 * Returns one number of a section like `valueAt`; null for a gradient or an update of which
 * single precision may have made a 0 or an infinity, or has lost the digits.
 *
 * @param {Frame | null} frame
 * @param {SectionName} name
 * @param {number | null} layer
 * @param {number} row
 * @param {number} [column]
 */
export function trueAt(frame, name, layer, row, column = 0) {
  const value = valueAt(frame, name, layer, row, column);
  if (!mayBeTiny(name)) return value;
  const isSingle = section(frame, name, layer)?.values instanceof Float32Array && !frame?.exact?.has(exactKey(name, layer, row, column));
  return value !== null && isSingle && (Math.abs(value) < SMALLEST_SINGLE || Math.abs(value) === Infinity) ? null : value;
}

/**
 * Returns the value of a weight, or of a bias, in a pair of sections; null if the frame does
 * not contain it.
 *
 * @param {Frame | null} frame
 * @param {{ layer: number, row: number, column: number | null }} edge a bias has no column
 * @param {SectionName} [weights]
 * @param {SectionName} [biases]
 */
export const parameterAt = (frame, { layer, row, column }, weights = "W", biases = "b") =>
  column === null ? valueAt(frame, biases, layer, row) : valueAt(frame, weights, layer, row, column);
