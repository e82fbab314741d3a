import assert from "node:assert/strict";
import { test } from "node:test";
import { compressed } from "../../../../../static/js/panels/export/film/lzw.js";

const COMMON = 255;

/** Reads the data of an image as the specification of GIF 89a says, in its appendix F. */
function decompressed(data) {
  const bytes = [];
  let at = 1;
  for (; data[at] > 0; at += data[at] + 1) bytes.push(...data.subarray(at + 1, at + 1 + data[at]));
  assert.equal(at, data.length - 1, "nothing follows the empty block");
  const [clear, end] = [1 << data[0], (1 << data[0]) + 1];
  let [bit, width, table, before] = [0, data[0] + 1, [], null];
  const pixels = [];
  const start = () => {
    table = Array.from({ length: end + 1 }, (_, symbol) => [symbol]);
    [width, before] = [data[0] + 1, null];
  };
  for (;;) {
    let code = 0;
    for (let k = 0; k < width; k += 1, bit += 1) code |= ((bytes[bit >> 3] >> (bit & 7)) & 1) << k;
    if (code === end) break;
    if (code === clear) {
      start();
      continue;
    }
    assert.ok(code < table.length || (before && code === table.length), `code ${code} of ${table.length}`);
    const string = table[code] ?? [...before, before[0]];
    pixels.push(...string);
    if (before && table.length < 4096) table.push([...before, string[0]]);
    if (table.length === 1 << width && width < 12) width += 1;
    before = string;
  }
  assert.ok(bytes.length - Math.ceil(bit / 8) === 0, "no byte follows the end");
  return pixels;
}

const CASES = {
  "one pixel": [7],
  "one pixel that is as before": [COMMON],
  "one colour": new Array(5000).fill(3),
  "nothing but a run": new Array(40_000).fill(COMMON),
  "a run that ends in another colour": [...new Array(500).fill(COMMON), 1],
  "runs of every length": Array.from({ length: 90 }, (_, n) => [...new Array(n).fill(COMMON), n % 3]).flat(),
  "runs that become longer than all before": Array.from({ length: 60 }, (_, n) => [...new Array(7 * n).fill(COMMON), 9]).flat(),
};

for (const [name, pixels] of Object.entries(CASES)) {
  test(`${name} is read back`, () => {
    assert.deepEqual(decompressed(compressed(Uint8Array.from(pixels), COMMON)), [...pixels]);
  });
}

test("what uses all codes several times is read back, with few and with many runs", () => {
  for (const share of [0, 0.5, 0.98]) {
    let seed = 1;
    const random = () => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return seed / 2 ** 32;
    };
    const pixels = Uint8Array.from({ length: 30_000 }, () => (random() < share ? COMMON : Math.floor(256 * random() ** 3)));
    assert.deepEqual(decompressed(compressed(pixels, COMMON)), [...pixels]);
  }
});

test("each block but the last one is full", () => {
  const data = compressed(
    Uint8Array.from({ length: 4000 }, (_, i) => (i * i) % 251),
    COMMON,
  );
  const lengths = [];
  for (let at = 1; at < data.length; at += data[at] + 1) lengths.push(data[at]);
  assert.ok(lengths.length > 3);
  assert.deepEqual(new Set(lengths.slice(0, -2)), new Set([255]));
  assert.equal(lengths.at(-1), 0);
});
