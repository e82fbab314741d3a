import assert from "node:assert/strict";
import { test } from "node:test";
import { effect } from "@preact/signals-core";
import "../../english.js";
import { attentionFrame } from "../../attention-example.js";
import { openPicture } from "../../attention-picture.js";
import { textsOf } from "../../canvas.js";

/** A frame whose gradients are some times those of the example. */
function scaledFrame(times, options = {}) {
  const { frame } = attentionFrame(options);
  const { shape, values } = frame.sections.get("node_grad");
  return { ...frame, sections: new Map([...frame.sections, ["node_grad", { shape, values: values.map((each) => times * each) }]]) };
}

/** Opens a picture, and counts what its layers paint. */
function open(t, options) {
  const opened = openPicture(t, options);
  const { box, store, picture, cells, scales, marks } = opened;
  const sheets = [...scales, marks].map((canvas) => canvas.nextElementSibling);
  const recorders = [cells, ...sheets].map((canvas) => canvas.getContext("2d"));
  for (const invalidate of picture.invalidators) effect(invalidate);
  /** Acts, and returns which layers have painted: cells, scales of values and of gradients, marks. */
  const paintedBy = (act) => {
    for (const { painted } of recorders) painted.length = 0;
    act();
    opened.after(200);
    picture.draw();
    return recorders.map(({ painted }) => painted.length > 0);
  };
  return { ...opened, box, paintedBy, take: (frame) => store.takeFrame(frame) };
}

test("a frame with the same signs paints the cells alone", (t) => {
  const { paintedBy, take } = open(t);
  paintedBy(() => take(scaledFrame(1)));
  paintedBy(() => take(scaledFrame(1)));
  assert.deepEqual(
    paintedBy(() => take({ ...scaledFrame(1), step: 9 })),
    [true, false, false, false],
  );
});

test("when scales of gradients change, their texts alone are painted anew", (t) => {
  const { paintedBy, take, scales } = open(t);
  paintedBy(() => take(scaledFrame(1)));
  const written = () => scales.map((canvas) => textsOf(canvas.getContext("bitmaprenderer")));
  const before = written();
  assert.deepEqual(paintedBy(() => take(scaledFrame(3))).slice(0, 3), [true, false, true]);
  const after = written();
  assert.deepEqual(after[0], before[0]);
  assert.notDeepEqual(after[1], before[1]);
  assert.ok(after.flat().every((text) => text.startsWith("±")));
});

test("marks are painted anew when the selection changes, and in another theme all are", (t) => {
  const { paintedBy, press, marks, store, take } = open(t);
  paintedBy(() => take(scaledFrame(1)));
  assert.deepEqual(paintedBy(() => press(marks, "ArrowDown")).slice(1), [false, false, true]);
  assert.deepEqual(
    paintedBy(() => store.setTheme({ ...store.theme.peek() })),
    [true, true, true, true],
  );
});

test("an answer that becomes wrong changes the marks", (t) => {
  const { paintedBy, take } = open(t);
  const frame = scaledFrame(1);
  paintedBy(() => take(frame));
  const { shape, values } = frame.sections.get("node_value");
  const turned = { shape, values: values.map((each) => -each) };
  assert.equal(paintedBy(() => take({ ...frame, sections: new Map([...frame.sections, ["node_value", turned]]) }))[3], true);
});

test("each canvas of scales lies over its own band", (t) => {
  const { scales } = open(t);
  const [values, gradients] = scales.map((canvas) => parseFloat(canvas.style.getPropertyValue("top")));
  assert.ok(values >= 0 && gradients > values + 100);
});
