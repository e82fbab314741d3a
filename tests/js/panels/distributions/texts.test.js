import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { magnitudeTicks, scopeText, shownName } from "../../../../static/js/panels/distributions/texts.js";
import { signalPicture } from "../../../../static/js/scene/distributions/distributions.js";
import { distributionFrame } from "../../distribution-frame.js";

test("a layer, a neuron and the network of a twin are named", () => {
  assert.equal(shownName({ run: 0, layer: 1, row: null }, 2, false), "output");
  const unit = words("unit.heading", { n: 3, layer: "layer 1" });
  assert.equal(shownName({ run: 0, layer: 0, row: 2 }, 2, false), unit);
  assert.equal(shownName({ run: 1, layer: 0, row: 2 }, 2, true), words("distributions.run_b", { of: unit }));
  assert.equal(shownName({ run: 0, layer: 0, row: null }, 2, true), words("distributions.run_a", { of: "layer 1" }));
});

test("the numbers are counted in units and samples, of a step", () => {
  const frame = distributionFrame({ z: { 33: 40 }, scope: [30, 10, -1, 1], step: 13 });
  const [units, samples] = [words("distributions.units", { n: 4 }), words("distributions.part", { n: 10, all: 30 })];
  assert.equal(scopeText(frame, 0, signalPicture(frame, 0)), words("distributions.scope", { units, samples, step: "13" }));
  assert.equal(scopeText(frame, 0, null), words("distributions.no_step"));
});

test("zeros alone have no decades", () => {
  const picture = { total: 5, zeros: 5, small: 0, positive: 0, low: -3, high: -1, up: [], down: [], rest: [], median: null };
  assert.deepEqual(magnitudeTicks(picture), ["0", "", ""]);
  assert.deepEqual(magnitudeTicks({ ...picture, total: 9, small: 2 }), ["0 <", "10⁻³", "10⁻¹"]);
});
