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

test("a frame that comes early is kept, and acknowledged when one before it is drawn", () => {
  const { push, draw, acknowledged } = queue();
  push(1, 2, 3);
  assert.deepEqual(acknowledged, [1, 2]);
  assert.equal(draw(), 1);
  assert.deepEqual(acknowledged, [1, 2, 3]);
  push(4);
  assert.deepEqual(acknowledged, [1, 2, 3]);
  assert.deepEqual([draw(), draw(), draw()], [2, 3, 4]);
  assert.deepEqual(acknowledged, [1, 2, 3, 4]);
});

test("of one frame per refresh none is lost, however unevenly they come", () => {
  const { frames, push, draw, acknowledged } = queue();
  const drawn = [];
  const arriving = [1, 2, 0, 1, 2, 0, 0, 2, 1, 1, 2, 0, 1];
  let sent = 0;
  for (const n of arriving) {
    for (let i = 0; i < n; i++) push(++sent);
    if (!frames.isEmpty) drawn.push(draw());
  }
  while (!frames.isEmpty) drawn.push(draw());
  assert.deepEqual(
    drawn,
    Array.from({ length: sent }, (_, i) => i + 1),
  );
  assert.equal(acknowledged.at(-1), sent);
});

test("where each draw finds more frames than may wait, fewer wait from then on", () => {
  const { push, draw, acknowledged } = queue();
  let sent = 0;
  /** Sends a frame if the last one is acknowledged. */
  const answer = () => {
    if (!sent || acknowledged.at(-1) === sent) push(++sent);
  };
  for (let i = 0; i < 3; i++) answer();
  const behind = () => {
    const drawn = draw();
    answer();
    return sent - drawn;
  };
  assert.equal(behind(), 3);
  for (let i = 0; i < 40; i++) behind();
  assert.equal(behind(), 2);
  assert.equal(sent, 45);
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
