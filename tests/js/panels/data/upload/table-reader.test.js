import "../../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_CHOICES } from "../../../../../static/js/panels/data/table/choices.js";
import { createTableReader } from "../../../../../static/js/panels/data/upload/table-reader.js";
import { slow } from "../../../slow.js";

const LIMITS = { samples: 100, features: 8, numbers: 800, classes: [2, 10], bytes: 1e6, label: 64, number: 1e9, tables: 4 };
const TEXT = "a;b\n1,5;x\n2;y\n";
const noPause = () => () => undefined;
const bytes = (text) => new TextEncoder().encode(text);

test("a text is read as a table", async () => {
  const reader = createTableReader(LIMITS, noPause);
  reader.give(TEXT);
  const { reading, text, encoding } = await reader.read(NO_CHOICES);
  assert.deepEqual([reading.n_samples, reading.table.names, text, encoding], [2, ["a", "b"], null, null]);
});

test("a file gives its text, and its encoding where there is a doubt", async () => {
  const reader = createTableReader(LIMITS, noPause);
  reader.give(bytes(TEXT));
  const first = await reader.read(NO_CHOICES);
  assert.deepEqual([first.text, first.encoding], [TEXT, null]);
  reader.give(
    Uint8Array.from([...bytes("größe;b\n1,5;x\n2;y\n")].flatMap((byte, k, all) => (byte === 0xc3 ? [] : all[k - 1] === 0xc3 ? [byte + 0x40] : [byte]))),
  );
  const second = await reader.read(NO_CHOICES);
  assert.deepEqual([second.encoding, second.reading.table.names[0]], ["windows-1252", "größe"]);
  assert.ok(second.reading.table.notes.length > 0);
});

test("the table is split again only when a choice asks for it", async () => {
  const reader = createTableReader(LIMITS, noPause);
  reader.give(TEXT);
  const first = await reader.read(NO_CHOICES);
  const second = await reader.read({ ...NO_CHOICES, missing: "mean", columns: { 0: { role: "out" } } });
  assert.equal(second.reading.table, first.reading.table);
  const third = await reader.read({ ...NO_CHOICES, separator: "," });
  assert.notEqual(third.reading.table, first.reading.table);
});

test("a reading that was overtaken gives nothing", async () => {
  const reader = createTableReader(LIMITS, () => () => Promise.resolve());
  reader.give(TEXT);
  const first = reader.read(NO_CHOICES);
  reader.give("p,q\n1,x\n2,y\n3,y");
  const second = reader.read(NO_CHOICES);
  assert.equal(await first, null);
  assert.deepEqual((await second).reading.table.names, ["p", "q"]);
});

test("a table that came too late is not kept in place of the next one", async () => {
  const waiting = [];
  let isSlow = true;
  const reader = createTableReader(LIMITS, () => (isSlow ? () => new Promise((resolve) => waiting.push(resolve)) : () => undefined));
  reader.give(TEXT);
  const first = reader.read(NO_CHOICES);
  isSlow = false;
  reader.give("p,q\n1,x\n2,y\n3,y");
  assert.deepEqual((await reader.read(NO_CHOICES)).reading.table.names, ["p", "q"]);
  const done = first.then(() => waiting.splice(0));
  for (let k = 0; k < 50; k += 1) {
    for (const resolve of waiting.splice(0)) resolve();
    await new Promise(setImmediate);
  }
  await done;
  assert.deepEqual((await reader.read({ ...NO_CHOICES, missing: "mean" })).reading.table.names, ["p", "q"]);
});

/** A text of more than half a million letters. */
const LONG = `a;b\n${Array.from({ length: 60_000 }, (_, k) => `${k % 97},5;${k % 2 ? "x" : "y"}`).join("\n")}\n${"7,5;x\n".repeat(20_000)}`;
const MANY = { ...LIMITS, samples: 1e6, numbers: 1e6 };

slow("of a long table the first lines come before the rest", async () => {
  for (const given of [LONG, bytes(LONG)]) {
    const reader = createTableReader(MANY, noPause);
    const firsts = [];
    reader.give(given);
    const { reading } = await reader.read(NO_CHOICES, (first) => firsts.push(first.reading));
    assert.equal(firsts.length, 1);
    const [{ table, preview, n_samples: n }] = firsts;
    assert.ok(n > 1000 && n < 20_000);
    assert.deepEqual([table.rows.at(-1).length, preview], [2, reading.preview], "it ends with a whole line");
    assert.equal(reading.n_samples, 80_000);
    await reader.read({ ...NO_CHOICES, missing: "mean" }, () => assert.fail("it is not split again"));
  }
});

slow("short tables, long ones of records, and those that were overtaken have no first lines", async () => {
  const records = JSON.stringify(Array.from({ length: 40_000 }, (_, k) => ({ a: k / 8, b: k % 2 ? "x" : "y" })));
  for (const given of [TEXT, records]) {
    const reader = createTableReader(MANY, noPause);
    reader.give(given);
    const { reading } = await reader.read(NO_CHOICES, () => assert.fail(given.slice(0, 20)));
    assert.ok(reading.n_samples > 1);
  }
  const reader = createTableReader(MANY, () => () => Promise.resolve());
  reader.give(LONG);
  const overtaken = reader.read(NO_CHOICES, () => assert.fail("overtaken"));
  reader.give(TEXT);
  await Promise.all([overtaken, reader.read(NO_CHOICES)]);
});

test("what is no table is a fault of the table", async () => {
  const reader = createTableReader(LIMITS, noPause);
  reader.give(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13));
  const { reading } = await reader.read(NO_CHOICES);
  assert.deepEqual([reading.table.rows, reading.faults.length], [[], 1]);
  reader.give(new TextEncoder().encode("PK\x03\x04....word/document.xml"));
  assert.equal((await reader.read(NO_CHOICES)).reading.faults[0].key, "table.file.document");
});
