import assert from "node:assert/strict";
import { test } from "node:test";
import gifenc from "gifenc";
import { gifWorker } from "../../../../../static/js/panels/export/film/gif-worker.js";

const SIZE = { width: 2, height: 2, delay_ms: 50 };
const picture = (value) => new Uint8ClampedArray(16).fill(value);

test("frames are counted, and the end is a file with all of them", async () => {
  const reports = [];
  const loaded = [];
  const work = gifWorker(
    (report, transfer) => void reports.push([report, transfer]),
    (library) => {
      loaded.push(library);
      return Promise.resolve(gifenc);
    },
  );
  await work({ type: "begin", library: "http://host/gifenc.js", samples: [picture(0), picture(255)], ...SIZE });
  await work({ type: "frame", rgba: picture(0) });
  await work({ type: "frame", rgba: picture(255) });
  await work({ type: "end" });
  assert.deepEqual(loaded, ["http://host/gifenc.js"]);
  assert.deepEqual(reports.slice(0, 2), [
    [{ type: "written", frames: 1 }, undefined],
    [{ type: "written", frames: 2 }, undefined],
  ]);
  const [{ type, bytes }, transfer] = reports[2];
  assert.equal(type, "file");
  assert.equal(String.fromCharCode(...bytes.subarray(0, 6)), "GIF89a");
  assert.deepEqual(transfer, [bytes.buffer]);
});

test("nothing is done before the beginning", async () => {
  const reports = [];
  await gifWorker((report) => void reports.push(report))({ type: "frame", rgba: picture(0) });
  assert.deepEqual(reports, []);
});
