import assert from "node:assert/strict";
import { test } from "node:test";
import { entriesOf, MOST_BYTES, textOf, ZipError } from "../../../../../static/js/panels/data/workbook/zip.js";
import { zipped } from "../../../archive.js";

async function read(bytes, name) {
  let text = "";
  for await (const piece of textOf(bytes, entriesOf(bytes).get(name))) text += piece;
  return text;
}
const isRefused = (reason) => (error) => error instanceof ZipError && error.reason === reason;
const LONG = "größe 😀 ".repeat(50_000);

test("files are read, deflated or not", async () => {
  for (const isStored of [false, true]) {
    const bytes = zipped({ "a.xml": "<a/>", "b/ü.xml": LONG }, { isStored });
    assert.deepEqual([...entriesOf(bytes).keys()], ["a.xml", "b/ü.xml"]);
    assert.equal(await read(bytes, "a.xml"), "<a/>");
    assert.equal(await read(bytes, "b/ü.xml"), LONG);
  }
});

test("an archive may have a comment, and may begin within other bytes", async () => {
  const bytes = zipped({ a: "text" });
  assert.equal(await read(Uint8Array.from([...bytes, 1, 2, 3]), "a"), "text");
  const within = Uint8Array.from([9, 9, ...bytes]).subarray(2);
  assert.equal(await read(within, "a"), "text");
});

test("a file that claims to be too large is refused before it is inflated", async () => {
  await assert.rejects(read(zipped({ a: "x" }, { size: MOST_BYTES + 1 }), "a"), isRefused("large"));
});

test("a file that is larger than it claims is stopped", async () => {
  const bytes = zipped({ a: "x".repeat(2 ** 24) }, { size: 2 ** 20 });
  let n = 0;
  await assert.rejects(async () => {
    for await (const piece of textOf(bytes, entriesOf(bytes).get("a"))) n += piece.length;
  }, isRefused("damaged"));
  assert.ok(n <= 2 ** 20);
  await assert.rejects(read(zipped({ a: "x" }, { size: 2 }), "a"), isRefused("damaged"));
});

test("damaged archives are refused", async () => {
  const bytes = zipped({ a: LONG });
  for (const wrong of [new Uint8Array(), bytes.slice(0, -10), bytes.slice(100), bytes.fill(7, 40, 90)]) {
    await assert.rejects(async () => read(wrong, "a"), isRefused("damaged"));
  }
});
