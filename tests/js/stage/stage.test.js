import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import { createStage } from "../../../static/js/stage/stage.js";
import { createPictureStore, createTwinStore } from "../../../static/js/state/store/twin-store.js";
import { openPanels } from "../dom.js";
import { frameOf, networkOf, twinOf } from "../examples.js";

function open(t) {
  const opened = openPanels(t, { welcome: { network: networkOf(2, 2, 1) } });
  const { store, byId, window } = opened;
  const acknowledged = [];
  const boxes = { networkBox: byId("network-box"), outputBox: byId("output-box") };
  const elements = {
    ...boxes,
    edges: byId("network-edges"),
    nodes: byId("network"),
    highlights: byId("network-live"),
    output: byId("output"),
    points: byId("output-points"),
    stripBox: byId("factors").querySelector(".factors-box"),
    strip: byId("factors").querySelector("canvas"),
  };
  const twinPart = (name) => byId("twin-factors").querySelector(`.factors-${name}`);
  const twinBoxes = { networkBox: byId("twin-network-box"), stripBox: twinPart("box"), outputBox: byId("twin-output-box") };
  const twinElements = {
    ...twinBoxes,
    edges: byId("twin-network-edges"),
    nodes: byId("twin-network"),
    strip: twinPart("canvas"),
    highlights: byId("twin-network-live"),
    output: byId("twin-output"),
    points: byId("twin-output-points"),
  };
  const other = createTwinStore(store);
  const twin = { store: other, picture: createPictureStore(store, other), elements: twinElements };
  const stage = createStage(store, elements, { acknowledge: (seq) => acknowledged.push(seq), labels: { activation: String, input: String }, twin });
  opened.resize(boxes.networkBox, 500, 300);
  opened.resize(boxes.outputBox, 300, 300);
  const receive = (seq) => stage.receive(frameOf({}, { seq, step: seq }));
  const next = () => opened.after(20);
  next();
  const shown = () => store.frame.value?.seq ?? null;
  return { ...opened, window, stage, acknowledged, boxes, twinBoxes, receive, next, shown };
}

test("a frame is drawn at the next animation frame, and acknowledged before, so that the next one is on its way", (t) => {
  const { receive, next, shown, acknowledged } = open(t);
  receive(1);
  assert.deepEqual([shown(), acknowledged], [null, [1]]);
  next();
  assert.deepEqual([shown(), acknowledged], [1, [1]]);
});

test("of frames that come faster than they are drawn the newest is kept, and the flow goes on", (t) => {
  const { receive, next, shown, acknowledged } = open(t);
  for (const seq of [1, 2, 3, 4]) receive(seq);
  assert.deepEqual(acknowledged, [1, 2]);
  next();
  assert.deepEqual([shown(), acknowledged], [1, [1, 2, 4]]);
  next();
  assert.deepEqual([shown(), acknowledged], [4, [1, 2, 4]]);
});

test("frames of an earlier network are discarded", (t) => {
  const { receive, next, shown, stage, acknowledged } = open(t);
  receive(1);
  stage.discardFrames();
  next();
  assert.equal(shown(), null);
  receive(1);
  next();
  assert.deepEqual([shown(), acknowledged], [1, [1, 1]]);
});

test("many changes are one draw", (t) => {
  const { view, next, byId } = open(t);
  const { painted } = byId("network-live").getContext("2d");
  const clears = () => painted.filter(({ does }) => does === "clearRect").length;
  painted.length = 0;
  for (let index = 0; index < 2; index += 1) view({ hover: { kind: "neuron", layer: 0, index } });
  assert.equal(clears(), 0);
  next();
  assert.equal(clears(), 1);
  painted.length = 0;
  next();
  assert.equal(clears(), 0);
});

test("a resized canvas is drawn at once, with at most two pixels per unit", (t) => {
  const { resize, boxes, byId, window } = open(t);
  const canvas = byId("network-edges");
  const { painted } = canvas.getContext("2d");
  window.devicePixelRatio = 3;
  painted.length = 0;
  resize(boxes.networkBox, 400, 200);
  assert.deepEqual([canvas.width, canvas.height, painted.length], [800, 400, 1]);
});

test("on another screen a canvas gets the pixels of that one, though no box changes", (t) => {
  const { byId, window, media } = open(t);
  const canvases = ["network-edges", "output"].map(byId);
  const before = canvases.map(({ width }) => width);
  window.devicePixelRatio = 2;
  media.set("(resolution: 1dppx)", false);
  assert.ok(before.every((width) => width >= 300));
  assert.deepEqual(
    canvases.map(({ width }) => width),
    before.map((width) => 2 * width),
  );
});

test("the places of nodes and points are known to those who point at them", (t) => {
  const { stage } = open(t);
  assert.deepEqual([stage.shape.value.nodes.length > 4, stage.plot.value.xName], [true, "x₁"]);
});

test("the twin is drawn in its own boxes, from its own part of the frame, and as small as the run", (t) => {
  const { store, stage, twinBoxes, boxes, resize, next, byId, view } = open(t);
  store.dispatch(twinOf({ network: networkOf(2, 3, 1) }));
  view({ tab: "twins" });
  for (const box of [boxes.networkBox, twinBoxes.networkBox]) resize(box, 400, 150);
  next();
  const { painted } = byId("twin-network-edges").getContext("2d");
  painted.length = 0;
  stage.receive(
    frameOf(
      {},
      {
        twin: frameOf({
          "W.0": [
            [3, 2],
            [1, 1, 1, 1, 1, 1],
          ],
        }),
      },
    ),
  );
  next();
  assert.ok(painted.some(({ does }) => does === "putImageData"));
  assert.deepEqual([stage.shape.value.headerHeight, stage.twinShape.value.columns.map(({ count }) => count)], [stage.twinShape.value.headerHeight, [2, 3, 1]]);
});

test("a twin that is not shown is not drawn", (t) => {
  const { store, stage, next, byId } = open(t);
  store.dispatch(twinOf({ network: networkOf(2, 3, 1) }));
  next();
  const { painted } = byId("twin-network").getContext("2d");
  painted.length = 0;
  stage.receive(frameOf({}, { twin: frameOf({}) }));
  next();
  assert.deepEqual([stage.twinShape.value, painted.length], [null, 0]);
});

test("what is added later is drawn with the rest, in the size of its box, and when its signals change", (t) => {
  const { stage, document, resize, next, view, store } = open(t);
  const box = document.createElement("div");
  const calls = [];
  let isDirty = false;
  stage.add(box, {
    resize: (...size) => void calls.push(["resize", ...size]),
    draw: () => void (isDirty && calls.push(["draw"])) ?? false,
    invalidators: [
      () => {
        isDirty = store.view.value.lens === "updates";
      },
    ],
  });
  resize(box, 200, 100);
  assert.deepEqual(calls, [["resize", 200, 100, 1]]);
  next();
  view({ lens: "updates" });
  assert.equal(calls.length, 1);
  next();
  assert.deepEqual(calls.at(-1), ["draw"]);
});
