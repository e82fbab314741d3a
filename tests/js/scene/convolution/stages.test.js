import assert from "node:assert/strict";
import { test } from "node:test";
import { netOf, readMap, roomOf } from "../../../../static/js/scene/convolution/stages.js";
import { networkOf } from "../../examples.js";
import { CONVOLUTION, TWO_STAGES } from "../../pictures.js";

test("a stage has its filters, what they read, its maps and how they are pooled", () => {
  const { picture, stages, head } = netOf(CONVOLUTION);
  assert.deepEqual(picture, [4, 4]);
  assert.deepEqual(stages, [
    { site: 0, block: 0, n_filters: 2, channels: 1, size: 3, map: [2, 2], pooled: [1, 1], activation: "relu", isMaxPool: true, square: 2, hasBias: true },
  ]);
  assert.deepEqual(head, { site: 1, block: 1, n_outputs: 2, n_maps: 2, map: [1, 1], activation: "softmax", hasBias: true });
});

test("a second stage reads the pooled maps of the first", () => {
  const net = netOf(TWO_STAGES);
  const [first, second] = net.stages;
  assert.deepEqual(
    [first.map, first.pooled],
    [
      [6, 6],
      [3, 3],
    ],
  );
  assert.deepEqual([second.channels, second.n_filters, second.map, second.hasBias, second.isMaxPool], [2, 3, [1, 1], false, false]);
  assert.deepEqual([net.head.site, net.head.block, net.head.n_maps], [2, 2, 3]);
  assert.deepEqual(
    [readMap(net, 0), readMap(net, 1)],
    [
      [8, 8],
      [3, 3],
    ],
  );
});

test("another stage has room where it leaves one number at least of each map", () => {
  const ofSize = (rows, columns) => {
    const [x, z, a, pool, ...rest] = CONVOLUTION.nodes;
    const read = { ...z.patches, rows, columns };
    const pooled = { ...pool.patches, rows: rows - 2, columns: columns - 2 };
    return netOf({ ...CONVOLUTION, picture: [rows, columns], nodes: [x, { ...z, patches: read }, a, { ...pool, patches: pooled }, ...rest] });
  };
  assert.deepEqual(roomOf(ofSize(8, 8)), { maps: { rows: 3, columns: 3, least: 4 }, isEnough: false });
  assert.deepEqual(roomOf(ofSize(12, 12)), { maps: { rows: 5, columns: 5, least: 4 }, isEnough: true });
  assert.deepEqual(
    [
      [10, 10],
      [9, 10],
      [10, 9],
    ].map(([rows, columns]) => roomOf(ofSize(rows, columns)).isEnough),
    [true, false, false],
  );
  assert.equal(roomOf(null), null);
});

test("no other network has stages", () => {
  assert.equal(netOf(null), null);
  assert.equal(netOf(networkOf(2, 1)), null);
  assert.equal(netOf({ ...CONVOLUTION, kind: "dense" }), null);
  assert.equal(netOf({ ...CONVOLUTION, nodes: CONVOLUTION.nodes.slice(0, 4) }), null);
});
