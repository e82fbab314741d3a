import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { FPS, makeFilm, stepsOf } from "../../../../../static/js/panels/export/film/film.js";
import { openFilmPage } from "./open.js";

function open(t) {
  const opened = openFilmPage(t);
  const workers = [];
  globalThis.Worker = class extends EventTarget {
    frames = 0;
    ended = false;
    constructor() {
      super();
      workers.push(this);
    }
    postMessage({ type }) {
      if (type === "frame") this.frames += 1;
      const data = type === "frame" ? { type: "written", frames: this.frames } : { type: "file", bytes: Uint8Array.of(this.frames) };
      if (type !== "begin") queueMicrotask(() => this.dispatchEvent(Object.assign(new Event("message"), { data })));
    }
    terminate() {
      this.ended = true;
    }
  };
  t.after(() => delete globalThis.Worker);
  const { getContext } = opened.window.HTMLCanvasElement.prototype;
  t.mock.method(opened.window.HTMLCanvasElement.prototype, "getContext", function (...given) {
    return Object.assign(getContext.call(this, ...given), { getImageData: () => ({ data: new Uint8ClampedArray(4) }) });
  });
  const progress = [];
  const closed = [];
  const control = new AbortController();
  const film = (more = {}) =>
    makeFilm(opened.context, {
      from: 0,
      to: 6,
      seconds: 0.2,
      format: "gif",
      title: "",
      link: "http://host/",
      kind: { isKind: false, close: () => void closed.push(true) },
      onProgress: (share) => void progress.push(share),
      signal: control.signal,
      ...more,
    });
  return { ...opened, workers, progress, closed, control, film };
}

test("steps are evenly spaced, both ends among them, 20 a second", () => {
  assert.equal(FPS, 20);
  assert.deepEqual(stepsOf(0, 100, 0.25), [0, 25, 50, 75, 100]);
  assert.deepEqual(stepsOf(5, 7, 0.25), [5, 6, 6, 7, 7]);
  assert.deepEqual(stepsOf(3, 9, 0.01), [9]);
  assert.equal(stepsOf(0, 12_345, 10).length, 200);
});

test("every step of the film is gone to and encoded, and the run is then where it was", async (t) => {
  const { film, workers, steps, progress, closed, drawn } = open(t);
  const blob = await film();
  assert.deepEqual(closed, [true]);
  assert.deepEqual(new Uint8Array(await blob.arrayBuffer()), Uint8Array.of(4));
  assert.deepEqual(steps().slice(-5), [0, 2, 4, 6, 7]);
  assert.deepEqual(progress, [0.25, 0.5, 0.75, 1]);
  assert.equal(drawn.read, null);
  assert.ok(workers[0].ended);
});

test("a step that is shown for several frames is gone to once", async (t) => {
  const { film, steps, workers } = open(t);
  await film({ from: 4, to: 5 });
  assert.equal(workers[0].frames, 4);
  assert.deepEqual(steps().slice(-3), [4, 5, 7]);
});

test("a film that is cancelled ends with its reason, and the run is where it was", async (t) => {
  const { film, steps, workers, control } = open(t);
  const made = film({ onProgress: () => control.abort(new Error("enough")) });
  await assert.rejects(made, /enough/);
  assert.equal(steps().at(-1), 7);
  assert.ok(workers[0].ended && workers[0].frames < 4);
});

test("a step that is refused ends the film, and the run is where it was", async (t) => {
  const { film, steps, server, drawn } = open(t);
  server.refuses = 4;
  await assert.rejects(film(), /refused/);
  assert.equal(steps().at(-1), 7);
  assert.equal(drawn.read, null);
});
