import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { placeIn } from "../../../../static/js/scene/convolution/places.js";
import { convolutionShape } from "../../../../static/js/scene/convolution/shape.js";
import { netOf } from "../../../../static/js/scene/convolution/stages.js";
import { placeOf, targetOf } from "../../../../static/js/scene/convolution/targets.js";
import { exists } from "../../../../static/js/scene/network/targets.js";
import { CONVOLUTION, TWO_STAGES } from "../../pictures.js";

const place = (part, more = {}) => ({ part, stage: 0, filter: 0, channel: 0, row: 0, column: 0, ...more });

test("numbers of maps are cells of nodes, parameters are edges of blocks", () => {
  const [one, two] = [CONVOLUTION, TWO_STAGES].map(netOf);
  assert.deepEqual(targetOf(one, place("x", { row: 2, column: 3 })), { kind: "cell", node: "x", site: null, row: 11, column: 0 });
  assert.deepEqual(targetOf(one, place("z", { filter: 1, row: 1 })), { kind: "cell", node: "z", site: 0, row: 6, column: 0 });
  assert.deepEqual(targetOf(one, place("y", { stage: 1, filter: 1 })), { kind: "cell", node: "a", site: 1, row: 1, column: 0 });
  assert.deepEqual(targetOf(two, place("dK", { stage: 1, filter: 2, channel: 1, row: 1, column: 2 })), { kind: "edge", layer: 1, row: 2, column: 14 });
  assert.deepEqual(targetOf(two, place("W", { stage: 2, filter: 1, channel: 2 })), { kind: "edge", layer: 2, row: 1, column: 2 });
  assert.deepEqual(targetOf(one, place("db", { filter: 1 })), { kind: "edge", layer: 0, row: 1, column: null });
});

for (const [name, network] of Object.entries({ "one stage": CONVOLUTION, "two stages": TWO_STAGES })) {
  test(`every number is a target that the network has, and comes back as itself: ${name}`, () => {
    const net = netOf(network);
    const fields = {
      ...network,
      blocks: [...net.stages.map(({ n_filters, channels, hasBias }) => [n_filters, 9 * channels, hasBias]), [net.head.n_outputs, net.head.n_maps, true]].map(
        ([rows, columns, use_bias]) => ({ rows: [["", rows]], columns: [["", columns]], use_bias }),
      ),
    };
    /** What shows the same number. */
    const same = { dK: "K", db: "b", dx: "x" };
    for (const plot of convolutionShape(net, { width: 900, height: 500, rem: 13, ratio: 1 }).plots) {
      for (let i = 0; i < plot.rows * plot.columns; i += 1) {
        const found = placeIn(plot, Math.floor(i / plot.columns), i % plot.columns);
        const target = targetOf(net, found);
        assert.ok(exists(target, fields), JSON.stringify(target));
        assert.deepEqual(placeOf(net, target), { ...found, part: same[found.part] ?? found.part });
      }
    }
  });
}

test("other targets are no numbers of the picture", () => {
  const net = netOf(CONVOLUTION);
  for (const target of [null, { kind: "loss" }, { kind: "layer", layer: 0 }, { kind: "edge", layer: 7, row: 0, column: 0 }])
    assert.equal(placeOf(net, target), null);
  assert.equal(placeOf(net, { kind: "cell", node: "loss", site: 1, row: 0, column: 0 }), null);
  assert.deepEqual(placeOf(net, { kind: "cell", node: "z", site: 1, row: 1, column: 0 }), place("y", { stage: 1, filter: 1 }));
});
