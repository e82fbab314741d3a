import assert from "node:assert/strict";
import { test } from "node:test";
import { barRoom, paintBars, paintLights, paintRays, paintSelected, paintWinners } from "../../../static/js/painters/convolution.js";
import { paintedIn, recordingContext, textsOf } from "../canvas.js";
import { THEME } from "../examples.js";

const RECT = { x: 100, y: 50, width: 80, height: 12 };

function bars(...items) {
  const ctx = recordingContext();
  paintBars(
    ctx,
    items.map((item) => ({ rect: RECT, label: "seven", share: 0.5, isTarget: false, isSigned: false, ...item })),
    THEME,
  );
  return ctx;
}

const roomOf = (rect) => Object.fromEntries(Object.entries(barRoom(rect, THEME.rem)).map(([name, px]) => [name, Math.round(px * 1e6) / 1e6]));

/** Left edge and width of the only bar in a colour. */
const extent = (ctx, color) => {
  const [[x, , width]] = paintedIn(ctx, color).map(({ args }) => args);
  return [x, width].map((px) => Math.round(px * 1e6) / 1e6);
};

test("a bar of a share begins at the left, and ends where its share does", () => {
  const room = roomOf(RECT);
  assert.deepEqual(extent(bars({}), "positive"), [room.x, room.width / 2]);
  assert.deepEqual(extent(bars({ share: 0 }), "positive"), [room.x, 0]);
  assert.ok(room.x > RECT.x && room.x + room.width <= RECT.x + RECT.width);
});

test("signed bars begin in the middle, and go to the left below 0, inside their room", () => {
  const room = roomOf(RECT);
  const middle = room.x + room.width / 2;
  assert.deepEqual(extent(bars({ isSigned: true, share: 1 }), "positive"), [middle, room.width / 2]);
  assert.deepEqual(extent(bars({ isSigned: true, share: -1 }), "negative"), [room.x, room.width / 2]);
});

test("an unknown number has a track without a bar", () => {
  assert.deepEqual(extent(bars({ share: NaN }), "positive")[1], 0);
});

test("the right class has a mark beside it", () => {
  assert.equal(paintedIn(bars({}), "accent").length, 0);
  const marked = bars({ isTarget: true });
  assert.deepEqual(
    paintedIn(marked, "accent").map(({ does }) => does),
    ["fillText", "fill"],
  );
  assert.deepEqual(textsOf(marked), ["seven"]);
});

test("the pixels that pooling hands on are marked in one path, each in its middle", () => {
  const ctx = recordingContext();
  paintWinners(
    ctx,
    [
      { x: 10, y: 20, width: 10, height: 10 },
      { x: 40, y: 20, width: 10, height: 10 },
    ],
    THEME,
  );
  assert.equal(ctx.painted.length, 1);
  const [{ path, fillStyle }] = ctx.painted;
  assert.deepEqual(
    [path, fillStyle],
    [
      [
        ["rect", 14, 24, 3, 3],
        ["rect", 44, 24, 3, 3],
      ],
      "ink",
    ],
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
