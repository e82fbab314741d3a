import assert from "node:assert/strict";
import { test } from "node:test";
import { rectOf } from "../../../../static/js/scene/convolution/places.js";
import { convolutionShape } from "../../../../static/js/scene/convolution/shape.js";
import { netOf } from "../../../../static/js/scene/convolution/stages.js";
import { CONVOLUTION, TWO_STAGES } from "../../pictures.js";

const ONE = netOf(CONVOLUTION);
const TWO = netOf(TWO_STAGES);
const ROOM = { width: 730, height: 420, rem: 13, ratio: 1 };

/** A network of one stage with so many filters, for pictures of 8 by 8 pixels in ten classes. */
function digits(n_filters) {
  const [stage] = ONE.stages;
  const own = { ...stage, n_filters, map: [6, 6], pooled: [3, 3] };
  return { picture: [8, 8], stages: [own], head: { ...ONE.head, n_outputs: 10, n_maps: n_filters, map: [3, 3] } };
}

const boxes = ({ plots }) => plots.map((plot) => ({ plot, rect: rectOf(plot, { row: 0, column: 0, rows: plot.rows, columns: plot.columns }) }));
const overlap = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

test("every number of the network has a place of its own", () => {
  const count = (part) => (shape) => shape.plots.filter((plot) => plot.part === part).reduce((sum, { rows, columns }) => sum + rows * columns, 0);
  const shape = convolutionShape(TWO, ROOM);
  assert.deepEqual(
    ["x", "dx", "K", "dK", "b", "db", "z", "a", "pool", "W", "y"].map((part) => count(part)(shape)),
    [64, 64, 2 * 9 + 3 * 18, 2 * 9 + 3 * 18, 2 + 2, 2, 2 * 36 + 3, 2 * 36 + 3, 2 * 9 + 3, 2 * 3, 2],
  );
  assert.deepEqual(
    shape.bands.map(({ part, stage }) => part + stage),
    ["x0", "K0", "dK0", "z0", "a0", "pool0", "K1", "dK1", "z1", "a1", "pool1", "W2", "y2"],
  );
});

for (const [name, net] of Object.entries({ "one filter": digits(1), "eight filters": digits(8), "two stages": TWO })) {
  for (const room of [
    ROOM,
    { ...ROOM, width: 365, height: 200 },
    { ...ROOM, width: 900, height: 190 },
    { ...ROOM, width: 1400, height: 900, rem: 17, ratio: 2 },
  ]) {
    test(`nothing overlaps or is outside: ${name} on ${room.width} by ${room.height}`, () => {
      const found = boxes(convolutionShape(net, room));
      for (const { rect } of found) assert.ok(rect.x >= 0 && rect.y >= 0 && rect.x + rect.width <= room.width && rect.y + rect.height <= room.height);
      for (const [i, { rect }] of found.entries()) for (const other of found.slice(i + 1)) assert.equal(overlap(rect, other.rect), false);
    });
  }
}

test("a filter's kernel, gradient and maps are in one row, and a pooled map beside what it is pooled from", () => {
  const { plots } = convolutionShape(digits(4), ROOM);
  const middle = ({ y, rows, cell }) => y + (rows * cell) / 2;
  for (const filter of [0, 3]) {
    const own = plots.filter((plot) => plot.stage === 0 && plot.filter === filter && ["K", "dK", "z", "a", "pool"].includes(plot.part));
    assert.equal(own.length, 5);
    for (const plot of own) assert.ok(Math.abs(middle(plot) - middle(own[0])) < 2);
  }
});

test("cells have whole pixels of the screen", () => {
  for (const ratio of [1, 1.5, 2]) {
    const { plots } = convolutionShape(digits(8), { ...ROOM, ratio });
    for (const { x, y, cell } of plots) for (const px of [x, y, cell]) assert.ok(Math.abs(px * ratio - Math.round(px * ratio)) < 1e-9);
  }
});

test("maps are larger where there are fewer filters", () => {
  const cellOf = (n) => convolutionShape(digits(n), ROOM).plots.find(({ part }) => part === "z").cell;
  assert.ok(cellOf(2) > cellOf(8));
});

test("many filters in a low room stand in two groups side by side, each with its headings", () => {
  const net = digits(8);
  const shape = convolutionShape(net, { ...ROOM, width: 900, height: 190 });
  assert.equal(shape.bands.filter(({ part }) => part === "z").length, 2);
  const groupsOf = (part) => shape.bands.filter((band) => band.part === part).map(({ group }) => group);
  for (const part of ["K", "pool"])
    assert.deepEqual(groupsOf(part), [
      [0, 4],
      [4, 8],
    ]);
  assert.deepEqual([...groupsOf("x"), ...groupsOf("W"), ...groupsOf("y")], [null, null, null]);
  const maps = shape.plots.filter(({ part }) => part === "z");
  assert.deepEqual(
    maps.map(({ filter }) => filter),
    [0, 1, 2, 3, 4, 5, 6, 7],
  );
  assert.ok(maps[4].x > maps[0].x && maps[4].y === maps[0].y);
  assert.equal(convolutionShape(net, ROOM).bands.filter(({ part }) => part === "z").length, 1);
});

test("filters without room are counted, and their maps have no weights on screen", () => {
  const { bands, plots } = convolutionShape(digits(8), { ...ROOM, height: 75, width: 400 });
  const drawn = plots.filter(({ part }) => part === "z").length;
  assert.ok(drawn > 2 && drawn < 8);
  const omitted = Object.fromEntries(bands.map(({ part, omitted }) => [part, omitted]));
  assert.deepEqual([omitted.x, omitted.K, omitted.z, omitted.W], [0, 8 - drawn, 8 - drawn, 8 - drawn]);
  assert.equal(new Set(plots.filter(({ part }) => part === "W").map(({ channel }) => channel)).size, drawn);
  assert.ok(omitted.y > 0);
});

test("a network without biases has no places for them", () => {
  const [stage] = ONE.stages;
  const { plots } = convolutionShape({ ...ONE, stages: [{ ...stage, hasBias: false }], head: { ...ONE.head, hasBias: false } }, ROOM);
  assert.deepEqual(
    plots.filter(({ part }) => part === "b" || part === "db"),
    [],
  );
});
