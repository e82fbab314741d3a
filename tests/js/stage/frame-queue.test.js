import assert from "node:assert/strict";
import { test } from "node:test";
import { FrameQueue } from "../../../static/js/stage/frame-queue.js";

function queue() {
  const acknowledged = [];
  const frames = new FrameQueue((seq) => acknowledged.push(seq));
  const push = (...seqs) => {
    for (const seq of seqs) frames.push({ seq });
  };
  /** Draws the next frame, and returns its number. */
  const draw = () => {
    const frame = frames.shift();
    frames.finish(frame);
    return frame?.seq;
  };
  return { frames, acknowledged, push, draw };
}

test("a frame is acknowledged while it waits to be drawn, and only once", () => {
  const { push, draw, acknowledged } = queue();
  push(1);
  assert.deepEqual(acknowledged, [1]);
  assert.equal(draw(), 1);
  assert.equal(draw(), undefined);
  assert.deepEqual(acknowledged, [1]);
});

test("while the page draws faster than frames arrive, one more may wait behind the next", () => {
  const { push, draw, acknowledged } = queue();
  push(1, 2);
  assert.deepEqual(acknowledged, [1, 2]);
  assert.equal(draw(), 1);
  push(3);
  assert.deepEqual([draw(), draw()], [2, 3]);
  assert.deepEqual(acknowledged, [1, 2, 3]);
});

test("once frames come faster, the one behind another is acknowledged when that is drawn", () => {
  const { push, draw, acknowledged } = queue();
  push(1, 2, 3);
  assert.deepEqual(acknowledged, [1, 2]);
  assert.equal(draw(), 1);
  assert.deepEqual(acknowledged, [1, 2, 3]);
  push(4);
  assert.deepEqual(acknowledged, [1, 2, 3]);
  assert.equal(draw(), 3);
  assert.deepEqual(acknowledged, [1, 2, 3, 4]);
});

test("of frames that come faster than they are drawn, the next and the newest are kept", () => {
  const { frames, push, draw, acknowledged } = queue();
  push(1, 2, 3, 4, 5);
  assert.deepEqual([draw(), draw()], [1, 5]);
  assert.equal(frames.isEmpty, true);
  assert.deepEqual(acknowledged, [1, 2, 5]);
});

test("after the queue is cleared, frames that are numbered anew are acknowledged", () => {
  const { frames, push, draw, acknowledged } = queue();
  push(1, 2);
  frames.clear();
  assert.equal(frames.isEmpty, true);
  push(1);
  assert.equal(draw(), 1);
  assert.deepEqual(acknowledged, [1, 2, 1]);
});
