import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { signal } from "@preact/signals-core";
import { makeTooltip } from "../../../../static/js/panels/time/tooltip.js";
import { timeShape } from "../../../../static/js/scene/time/strip.js";
import { BRANCHES, openPast } from "./strip-page.js";

function open(t, { divergedAt = null } = {}) {
  const opened = openPast(t);
  const track = opened.document.createElement("div");
  opened.document.body.append(track);
  const past = { losses: { steps: [], series: [] }, branches: BRANCHES, current: 0, position: 1000, end: 1000, divergedAt };
  const picture = {
    shape: signal(timeShape(past, { width: 1014.3, height: 30, rem: 13 })),
    pointed: signal(null),
    explained: signal(null),
    held: signal(false),
  };
  const tip = makeTooltip(track, { ...opened, picture, names: () => new Map([[2, "with L2"]]) });
  const point = (step, y = 20) => {
    picture.pointed.value = { x: step + 7.15, y };
    return tip.textContent;
  };
  return { ...opened, tip, track, picture, pointTo: point };
}

test("it tells the step under the pointer, and its loss where it was measured", (t) => {
  const { tip, picture, pointTo } = open(t);
  assert.equal(tip.hidden, true);
  assert.equal(pointTo(250), "step 250: training loss 0.003984");
  assert.equal(pointTo(251), "step 251");
  assert.equal(tip.dataset.side, "right");
  picture.pointed.value = null;
  assert.equal(tip.hidden, true);
});

test("it tells the change, the divergence and the branch under the pointer", (t) => {
  const { pointTo, picture, tip } = open(t, { divergedAt: 800 });
  assert.equal(pointTo(302), "step 300: learning rate 0.03 → 0.3");
  assert.equal(picture.explained.value.event, 0);
  assert.equal(pointTo(800), "step 800: training diverged here");
  assert.equal(tip.dataset.side, "left");
  assert.equal(pointTo(560, picture.shape.value.lines.find(({ id }) => id === 2).y), "with L2: steps 500 to 700");
  assert.equal(picture.explained.value, null);
});

test("by keyboard it tells the change at the present step", (t) => {
  const { tip, track, happen, tell } = open(t);
  track.matches = () => true;
  happen(track, "focus");
  assert.equal(tip.hidden, true);
  tell({ step: 300, n_events: 1 });
  assert.deepEqual([tip.hidden, tip.textContent], [false, "step 300: learning rate 0.03 → 0.3"]);
  happen(track, "blur");
  assert.equal(tip.hidden, true);
});
