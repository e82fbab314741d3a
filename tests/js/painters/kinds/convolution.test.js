import assert from "node:assert/strict";
import { test } from "node:test";
import { barRoom, paintBarNames, paintBars, paintLights, paintRays, paintSelected, paintWinners } from "../../../../static/js/painters/kinds/convolution.js";
import { paintedIn, recordingContext, textsOf } from "../../canvas.js";
import { THEME } from "../../examples.js";

const RECT = { x: 100, y: 50, width: 80, height: 12 };

/** A theme whose colours are numbers when they are packed. */
const COLORS = Object.fromEntries(["ground", "sunken", "ink", "edge", "positive", "negative"].map((name, i) => [name, `#0000${i + 1}0`]));
const PAINTED = { ...THEME, ...COLORS };
const packedColor = (name) => 0xff000000 + (parseInt(COLORS[name].slice(1), 16) << 16);
const EMPTY = 0xff123456;

/** Paints bars on a sheet, and returns the colours along the middle of the only one. */
function bars(...items) {
  const sheet = { data: new Uint32Array(200 * 80).fill(EMPTY), width: 200, height: 80 };
  paintBars(
    sheet,
    1,
    items.map((item) => ({ rect: RECT, share: 0.5, isSigned: false, ...item })),
    PAINTED,
  );
  return [...sheet.data.subarray(56 * 200, 57 * 200)];
}

/** Left edge and width of the pixels that a colour covers whole. */
function extent(line, color) {
  const found = line.flatMap((pixel, x) => (pixel >>> 0 === packedColor(color) >>> 0 ? [x] : []));
  return found.length === 0 ? [0, 0] : [found[0], found.at(-1) + 1 - found[0]];
}

/** Asserts that pixels are those that a stretch covers whole. */
const covers = ([x, width], from, length) => assert.deepEqual([x, x + width], [Math.ceil(from - 1e-9), Math.floor(from + length + 1e-9)]);

test("a bar of a share begins at the left, and ends where its share does", () => {
  const room = barRoom(RECT, THEME.rem);
  covers(extent(bars({}), "positive"), room.x, room.width / 2);
  covers(extent(bars({}), "sunken"), room.x + room.width / 2, room.width / 2);
  covers(extent(bars({ share: 0 }), "sunken"), room.x, room.width);
  assert.ok(room.x > RECT.x && room.x + room.width <= RECT.x + RECT.width);
});

test("signed bars begin in the middle, and go to the left below 0, inside their room", () => {
  const room = barRoom(RECT, THEME.rem);
  const middle = room.x + room.width / 2;
  covers(extent(bars({ isSigned: true, share: 1 }), "positive"), middle + 0.5, room.width / 2 - 0.5);
  covers(extent(bars({ isSigned: true, share: -1 }), "negative"), room.x, room.width / 2 - 0.5);
});

test("an unknown number has a track without a bar", () => {
  assert.deepEqual(extent(bars({ share: NaN }), "positive"), [0, 0]);
  assert.ok(extent(bars({ share: NaN }), "sunken")[1] > 0);
});

test("a bar replaces the one of the frame before, its fading ends too", () => {
  assert.deepEqual(bars({ share: 0.9 }, { share: 0.3 }), bars({ share: 0.3 }));
});

test("the right class has a mark beside it", () => {
  const named = (isTarget) => {
    const ctx = recordingContext();
    paintBarNames(ctx, [{ rect: RECT, label: "seven", isTarget }], THEME);
    return ctx;
  };
  assert.equal(paintedIn(named(false), "accent").length, 0);
  assert.deepEqual(
    paintedIn(named(true), "accent").map(({ does }) => does),
    ["fillText", "fill"],
  );
  assert.deepEqual(textsOf(named(true)), ["seven"]);
});

test("the pixels that pooling hands on are marked, each in its middle", () => {
  const sheet = { data: new Uint32Array(60 * 40).fill(EMPTY), width: 60, height: 40 };
  paintWinners(
    sheet,
    1,
    [
      { x: 10, y: 20, width: 10, height: 10 },
      { x: 40, y: 20, width: 10, height: 10 },
    ],
    PAINTED,
  );
  const marked = [...sheet.data].flatMap((pixel, at) => (pixel === EMPTY ? [] : [[at % 60, Math.floor(at / 60)]]));
  const square = (left, top) => [0, 1, 2].flatMap((row) => [0, 1, 2].map((column) => [left + column, top + row]));
  assert.deepEqual(
    marked.sort(([a, b], [c, d]) => b - d || a - c),
    [...square(14, 24), ...square(44, 24)].sort(([a, b], [c, d]) => b - d || a - c),
  );
});

test("what goes in has the colour of the way back, what it goes into that of the way forward", () => {
  const ctx = recordingContext();
  paintLights(
    ctx,
    [
      { rect: RECT, isSource: true },
      { rect: RECT, isSource: false },
    ],
    THEME,
  );
  assert.deepEqual(
    ctx.painted.map(({ strokeStyle }) => strokeStyle),
    ["panel", "backward", "panel", "forward"],
  );
});

test("the selected number has a ring outside of it, on light and dark cells", () => {
  const ctx = recordingContext();
  paintSelected(ctx, RECT, THEME);
  assert.deepEqual(
    ctx.painted.map(({ strokeStyle }) => strokeStyle),
    ["panel", "accent"],
  );
  const [[, x, y, width]] = ctx.painted[1].path;
  assert.ok(x < RECT.x && y < RECT.y && x + width >= RECT.x + RECT.width);
});

test("two rays lead from a patch to the number", () => {
  const ctx = recordingContext();
  paintRays(ctx, RECT, { x: 300, y: 10, width: 6, height: 6 }, THEME);
  assert.deepEqual(ctx.painted[0].path, [
    ["moveTo", 180, 50],
    ["lineTo", 300, 10],
    ["moveTo", 180, 62],
    ["lineTo", 300, 16],
  ]);
  assert.equal(ctx.globalAlpha, 1);
});
