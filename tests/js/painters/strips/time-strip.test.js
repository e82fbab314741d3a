import assert from "node:assert/strict";
import { test } from "node:test";
import { paintTime } from "../../../../static/js/painters/strips/time-strip.js";
import { paintedIn, recordingContext } from "../../canvas.js";
import { THEME } from "../../examples.js";

const SHAPE = {
  height: 30,
  left: 5,
  right: 205,
  last: 100,
  position: 105,
  end: 205,
  silhouette: [
    { x: 5, y: 10 },
    { x: 105, y: 15 },
    { x: 205, y: 20 },
  ],
  marks: [],
  lines: [],
};
const LOOK = { mark: null, isHeld: false, colors: new Map() };

function paint(shape = {}, look = {}) {
  const ctx = recordingContext();
  paintTime(ctx, { ...SHAPE, ...shape }, { ...LOOK, ...look }, THEME);
  return ctx;
}

test("the silhouette is strong before the position and faint after it", () => {
  const fills = paint().painted.filter(({ does, globalAlpha }) => does === "fill" && globalAlpha < 1);
  assert.deepEqual(
    fills.map(({ fillStyle, globalAlpha, path }) => [fillStyle, globalAlpha, path.length]),
    [
      ["accent", 0.22, 5],
      ["muted", 0.14, 5],
    ],
  );
  assert.equal(paint({ position: 205 }).painted.filter(({ does, globalAlpha }) => does === "fill" && globalAlpha < 1).length, 1);
});

test("a change is a diamond, larger when it is explained; a divergence is a cross", () => {
  const marks = [
    { step: 10, x: 25, event: 0 },
    { step: 40, x: 85, event: null },
  ];
  const diamondOf = (ctx) => paintedIn(ctx, "accent").find(({ does, path }) => does === "fill" && path.length === 5 && path.every(([verb]) => verb !== "arc"));
  const [plain, explained] = [null, marks[0]].map((mark) => diamondOf(paint({ marks, silhouette: [] }, { mark })));
  const heightOf = ({ path }) => Math.max(...path.map(([, , y = 0]) => y)) - Math.min(...path.map(([, , y = Infinity]) => y));
  assert.ok(heightOf(explained) > heightOf(plain));
  const cross = paint({ marks }).painted.filter(({ does, strokeStyle }) => does === "stroke" && strokeStyle === "negative");
  assert.equal(cross.length, 2);
});

test("a branch rises from where it left to its row, in its colour where it is compared", () => {
  const lines = [
    { id: 1, from: 50, to: 150, y: 4 },
    { id: 2, from: 60, to: 62, y: 8 },
  ];
  const { painted } = paint({ lines, silhouette: [] }, { colors: new Map([[1, "blue"]]) });
  const [first] = painted.filter(({ does, strokeStyle }) => does === "stroke" && strokeStyle === "blue");
  assert.deepEqual(
    [first.path[0], first.path.at(-1)],
    [
      ["moveTo", 50, 30],
      ["lineTo", 150, 4],
    ],
  );
  const short = painted.find(({ does, path }) => does === "stroke" && path[0]?.[1] === 60);
  assert.equal(short.path[1].at(-2), 62, "it rises no further than it goes");
});

test("the handle is at the position, and full while it is held", () => {
  const discs = (isHeld) => paint({}, { isHeld }).painted.filter(({ does, path }) => does === "fill" && path.some(([verb, x]) => verb === "arc" && x === 105));
  assert.deepEqual([discs(false).at(-1).fillStyle, discs(true).at(-1).fillStyle], ["panel", "accent"]);
});
