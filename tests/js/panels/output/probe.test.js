import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "@preact/signals-core";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { bindProbe, labelsFor } from "../../../../static/js/panels/output/probe.js";
import { plotShape } from "../../../../static/js/scene/output/output.js";
import { openPanels } from "../../dom.js";
import { CIRCLE, networkOf, recurrentOf } from "../../examples.js";

function open(t) {
  const opened = openPanels(t);
  const plot = plotShape(CIRCLE.domain, CIRCLE.axis_names, 300, 300, 13);
  bindProbe(opened.context, signal(plot));
  const probe = () => opened.store.view.value.probe;
  const clickAt = (x, y, on = "output-points") => opened.click(on, { clientX: plot.x(x), clientY: plot.y(y) });
  return { ...opened, probe, clickAt };
}

test("a number chooses that training sample, counted from 1; an empty box the mean", (t) => {
  const { change, probe } = open(t);
  change("probe", "2");
  assert.equal(probe(), 1);
  change("probe", " ");
  assert.equal(probe(), null);
});

test("a number that no training sample has changes nothing and is explained", (t) => {
  const { change, enter, press, probe, byId, store } = open(t);
  change("probe", "3");
  for (const text of ["0", "4", "1.5", "two"]) {
    change("probe", text);
    assert.deepEqual([probe(), byId("probe").value, store.state.value.tone], [2, "3", "error"], text);
    assert.equal(store.state.value.message, words("probe.none", { n: 3 }));
    change("probe", "3");
    assert.deepEqual([store.state.value.message, store.state.value.tone], ["", "plain"], "corrected");
  }
  for (const correct of [() => enter("probe", "3"), () => enter("probe", ""), () => press("probe", "Escape")]) {
    change("probe", "4");
    correct();
    assert.equal(store.state.value.message, "");
  }
  assert.equal(byId("probe").value, "3");
});

test("a click chooses the nearest point of the plane, a second one lets it go", (t) => {
  const { clickAt, probe, byId } = open(t);
  clickAt(3.1, 2.9);
  assert.deepEqual([probe(), byId("probe").value], [1, "2"]);
  clickAt(3, 3);
  assert.equal(probe(), null);
});

test("a click beside all points chooses the mean, one on another layer nothing", (t) => {
  const { clickAt, probe, view } = open(t);
  view({ probe: 2 });
  clickAt(3, 3, "output-note");
  assert.equal(probe(), 2);
  clickAt(-5, 5);
  assert.equal(probe(), null);
});

test("the box is there under the signal lens, or while a sample is chosen", (t) => {
  const { view, byId } = open(t);
  const shown = (patch) => {
    view(patch);
    return !byId("probe-field").hidden;
  };
  assert.deepEqual([shown({}), shown({ lens: "signal" }), shown({ lens: "weights" }), shown({ probe: 0 })], [false, true, false, true]);
});

test("quantities are called means, or by the number of their sample", () => {
  assert.equal(labelsFor(null)("delta"), words("mean.delta"));
  assert.equal(labelsFor(11)("delta"), words("sample.delta", { n: 12 }));
});

test("arrow keys go from sample to sample, and stop at the ends", (t) => {
  const { press, probe } = open(t);
  assert.deepEqual([press("probe", "ArrowUp"), probe()], [false, 0]);
  for (let i = 0; i < 4; i += 1) press("probe", "ArrowUp");
  assert.equal(probe(), 2);
  for (let i = 0; i < 4; i += 1) press("probe", "ArrowDown");
  assert.equal(probe(), 0);
  assert.deepEqual([press("probe", "ArrowUp", { ctrlKey: true }), probe()], [true, 0]);
});

test("down from no sample is the last one", (t) => {
  const { press, probe } = open(t);
  press("probe", "ArrowDown");
  assert.equal(probe(), 2);
});

test("the box is there while a network that is not dense is on screen", (t) => {
  const { byId, store } = open(t);
  assert.equal(byId("probe-field").hidden, true);
  store.dispatch({ type: "network", ...recurrentOf(2, 3) });
  store.dispatch({ type: "view", patch: { probe: null } });
  assert.equal(byId("probe-field").hidden, false);
  store.dispatch({ type: "network", ...networkOf(2, 1) });
  assert.equal(byId("probe-field").hidden, true);
});
