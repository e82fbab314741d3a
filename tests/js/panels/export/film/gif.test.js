import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import gifenc from "gifenc";
import { GifWriter } from "../../../../../static/js/panels/export/film/gif.js";

const SIZE = { width: 16, height: 8, delay_ms: 50 };
const READ = `
import sys, json, io
from PIL import Image, ImageSequence
film = Image.open(io.BytesIO(sys.stdin.buffer.read()))
frames = [(f.info["duration"], list(f.convert("RGB").tobytes())) for f in ImageSequence.Iterator(film)]
print(json.dumps([film.size, film.info.get("loop"), frames]))
`;
/** The film as another program reads it. */
const read = (bytes) => JSON.parse(execFileSync(process.env["PYTHON"] ?? "python3", ["-c", READ], { input: bytes, encoding: "utf8" }));
const picture = (colorAt) => {
  const rgba = new Uint8ClampedArray(4 * SIZE.width * SIZE.height);
  for (let i = 0; i < SIZE.width * SIZE.height; i += 1) rgba.set([...colorAt(i), 255], 4 * i);
  return rgba;
};
const rgbOf = (rgba) => [...rgba].filter((_, i) => i % 4 < 3);

test("another program reads every frame, each for its time, with its colours", () => {
  const frames = [
    picture(() => [200, 40, 40]),
    picture((i) => (i < 20 ? [40, 40, 200] : [200, 40, 40])),
    picture((i) => (i === 7 ? [0, 0, 0] : [40, 200, 40])),
  ];
  const writer = new GifWriter(gifenc, frames, SIZE);
  for (const frame of frames) writer.add(frame.slice());
  assert.equal(writer.frames, 3);
  const [size, loop, found] = read(writer.finish());
  assert.deepEqual([size, loop], [[16, 8], 0]);
  assert.deepEqual(
    found.map(([duration]) => duration),
    [50, 50, 50],
  );
  found.forEach(([, rgb], k) => {
    const worst = Math.max(...rgb.map((value, i) => Math.abs(value - rgbOf(frames[k])[i])));
    assert.ok(worst <= 8, `frame ${k} is off by ${worst}`);
  });
});

test("a frame like the one before costs hardly anything, and still has its time", () => {
  const noise = picture((i) => [(i * 37) % 256, (i * 91) % 256, (i * 53) % 256]);
  const sizeOf = (n) => {
    const writer = new GifWriter(gifenc, [noise], SIZE);
    for (let k = 0; k < n; k += 1) writer.add(noise.slice());
    return writer.finish();
  };
  const [one, ten] = [sizeOf(1), sizeOf(10)];
  assert.ok((ten.length - one.length) / 9 < 60, `${(ten.length - one.length) / 9} bytes`);
  const [, , frames] = read(ten);
  assert.equal(frames.length, 10);
  assert.deepEqual(frames[9][1], frames[0][1]);
});

test("changes that no eye sees do not add up", () => {
  const frames = Array.from({ length: 40 }, (_, k) => picture(() => [100 + k, 100, 100]));
  const writer = new GifWriter(gifenc, frames, SIZE);
  for (const frame of frames) writer.add(frame.slice());
  const [, , found] = read(writer.finish());
  for (const [k, [, rgb]] of found.entries()) assert.ok(Math.abs(rgb[0] - (100 + k)) <= 8, `frame ${k}: ${rgb[0]}`);
});
