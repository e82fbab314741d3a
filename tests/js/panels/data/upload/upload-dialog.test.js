import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { t as words } from "../../../../../static/js/base/words/i18n.js";
import { bindDialog } from "../../../../../static/js/panels/data/upload/upload-dialog.js";
import { createUploads } from "../../../../../static/js/panels/data/uploaded-tables.js";
import { openPanels } from "../../../dom.js";
import { haveLater } from "../../../later.js";

const TEXT = "1,2,a\n3,4,b";
const SAMPLES = {
  x: [
    [1, 2],
    [3, 4],
  ],
  y: ["a", "b"],
};
const TYPING_MS = 250;
const bytes = (text) => new TextEncoder().encode(text);

async function open(t, start = async () => undefined) {
  const opened = openPanels(t);
  const { byId, settle, after } = opened;
  haveLater(opened);
  const uploads = createUploads(opened.store);
  const started = [];
  const dialog = await bindDialog(opened.context, uploads, async (samples) => {
    started.push(samples);
    await start();
  });
  const rest = async () => {
    for (let k = 0; k < 20; k += 1) await settle();
  };
  const fault = () => (byId("own-fault").hidden ? null : byId("own-fault").textContent);
  const type = async (text) => {
    opened.enter("own-text", text);
    after(TYPING_MS);
    await rest();
  };
  const use = async () => {
    opened.click("own-use");
    await rest();
  };
  const give = async (content, name = "table.csv") => {
    await dialog.open({ name, size: content.length, arrayBuffer: async () => content.buffer });
    await rest();
  };
  const menu = (label) => [...byId("own").querySelectorAll("select")].find((select) => select.getAttribute("aria-label") === label);
  return { ...opened, dialog, uploads, started, fault, type, use, give, rest, menu };
}

const isOpen = ({ byId }) => byId("own").matches(":popover-open");

test("a pasted table is shown before it is learnt, and then the dialog closes", async (t) => {
  const page = await open(t);
  const { byId, type, use, started, click } = page;
  click("own-show");
  await type(TEXT);
  assert.deepEqual(
    [isOpen(page), byId("own-reading").hidden, byId("own-summary").textContent, started],
    [true, false, "2 samples · 2 inputs · 2 classes: a (1), b (1)", []],
  );
  await use();
  assert.equal(started[0].x.length, 2);
  assert.deepEqual([started[0].x, started[0].y, isOpen(page)], [SAMPLES.x, SAMPLES.y, false]);
});

test("a file that is chosen is shown for a look before it is sent", async (t) => {
  const page = await open(t);
  const { byId, happen, started, rest } = page;
  const file = { name: "table.csv", size: 9, arrayBuffer: async () => bytes(TEXT).buffer };
  Object.defineProperty(byId("own-file"), "files", { value: [file] });
  happen("own-file", "change");
  await rest();
  assert.deepEqual([byId("own-text").value, byId("own-name").textContent, isOpen(page), started], [TEXT, "table.csv", true, []]);
});

test("Ctrl and Enter in the box do the same as the button, also before the text was read", async (t) => {
  const { enter, press, started, rest } = await open(t);
  enter("own-text", TEXT);
  press("own-text", "Enter");
  press("own-text", "Enter", { ctrlKey: true });
  await rest();
  assert.deepEqual(
    started.map(({ y }) => y),
    [SAMPLES.y],
  );
});

test("a mistake is explained, with its cures, and selected in the text when the table is to be learnt", async (t) => {
  const { type, use, started, fault, byId, enter, document } = await open(t);
  await type("1,2,a\n3,four,b\n5,6,a");
  const box = byId("own-text");
  assert.match(fault(), /^Line 2, column 2/);
  assert.ok(byId("own-cures").children.length > 0);
  await use();
  assert.deepEqual(
    [started, box.value.slice(box.selectionStart, box.selectionEnd), document.activeElement.id, box.getAttribute("aria-invalid")],
    [[], "four", "own-text", "true"],
  );
  enter("own-text", TEXT);
  assert.deepEqual([fault(), box.getAttribute("aria-invalid")], [null, "false"]);
});

test("a cure is applied by its button, and a choice by its menu", async (t) => {
  const { type, click, rest, fault, byId, menu, change } = await open(t);
  await type("1,2,a\n3,four,b\n5,6,a\n7,8,b");
  click([...byId("own-cures").children].find(({ textContent }) => /missing/.test(textContent)));
  await rest();
  assert.deepEqual([fault(), byId("own-summary").textContent], [null, "3 samples · 2 inputs · 2 classes: a (2), b (1)"]);
  change(menu("role of column 2"), "out");
  await rest();
  assert.equal(byId("own-summary").textContent, "4 samples · 1 input · 2 classes: a (2), b (2)");
});

test("choices end with the table that they were made for", async (t) => {
  const { type, give, rest, byId, menu, change } = await open(t);
  await give(bytes("a;b;c\n1;2;x\n3;4;y"));
  change(menu("role of a"), "out");
  await rest();
  assert.match(byId("own-summary").textContent, /1 input/);
  await give(bytes("a;b;c\n1;2;x\n3;4;y"), "other.csv");
  assert.match(byId("own-summary").textContent, /2 inputs/);
  change(menu("role of a"), "out");
  await rest();
  await type("a;b;c\n1;2;x\n3;4;y\n5;6;x");
  assert.deepEqual([byId("own-name").textContent, byId("own-summary").textContent.includes("3 samples · 2 inputs")], ["", true]);
});

test("what the server refuses is explained in the same place", async (t) => {
  const page = await open(t, () => Promise.reject(new Error("too many classes")));
  page.byId("own").showPopover();
  await page.type(TEXT);
  await page.use();
  assert.deepEqual([page.fault(), isOpen(page), page.byId("own-use").disabled], ["too many classes", true, false]);
});

test("a file that is no table, or too large, is refused", async (t) => {
  const { give, byId, fault, page } = await open(t);
  await give(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13), "picture.png");
  assert.match(fault(), /picture/);
  assert.equal(byId("own-reading").hidden, true);
  const { bytes: most } = page.table_limits;
  await give({ length: most + 1, buffer: new ArrayBuffer(0) }, "long.csv");
  assert.equal(fault(), words("own.too_long", { name: "long.csv", n: most / 2 ** 20 }));
});

test("a file that cannot be read is refused, and the table before it is gone", async (t) => {
  const { give, dialog, rest, byId, fault } = await open(t);
  await give(bytes(TEXT));
  await dialog.open({ name: "gone.csv", size: 9, arrayBuffer: () => Promise.reject(new Error("the file is gone")) });
  await rest();
  assert.deepEqual([fault(), byId("own-reading").hidden, byId("own-summary").textContent], ["the file is gone", true, ""]);
});

test("while a file is read, the dialog says so instead of showing the one before", async (t) => {
  const { give, dialog, byId } = await open(t);
  await give(bytes(TEXT));
  void dialog.open({ name: "slow.csv", size: 9, arrayBuffer: () => new Promise(() => undefined) });
  assert.deepEqual([byId("own-name").textContent, byId("own-summary").textContent, byId("own-reading").hidden], ["slow.csv", "Reading …", true]);
});

test("a long file is read, but not put into the box", async (t) => {
  const { give, byId } = await open(t);
  const lines = Array.from({ length: 70_000 }, (_, k) => `${k % 97},${k % 89},${k % 2 ? "a" : "b"}`);
  await give(bytes(lines.join("\n")));
  assert.deepEqual([byId("own-text").value, byId("own-text").placeholder], ["", words("own.not_in_box")]);
  assert.match(byId("own-summary").textContent, /^10\u2009000 samples/);
});

test("the first lines of a long table are shown while the rest is read", async (t) => {
  const { byId, dialog, rest } = await open(t);
  const lines = Array.from({ length: 70_000 }, (_, k) => `${k % 97},${k % 89},${k % 2 ? "a" : "b"}`);
  const file = { name: "long.csv", size: 9, arrayBuffer: async () => bytes(lines.join("\n")).buffer };
  void dialog.open(file);
  const captions = new Set();
  for (let k = 0; k < 1e5 && !/samples/.test(byId("own-summary").textContent); k += 1) {
    if (!byId("own-reading").hidden) captions.add(`${byId("own-preview").caption.textContent}, ${byId("own-summary").textContent}`);
    await Promise.resolve();
  }
  await rest();
  assert.deepEqual([...captions], ["first lines, Reading …"]);
  assert.match(byId("own-preview").caption.textContent, /^8 of 70\u2009000 lines/);
});

test("the box opens with the present table, unless something is typed", async (t) => {
  const { uploads, changed, byId, rest } = await open(t);
  uploads.remember("t1", SAMPLES);
  changed({ dataset: { table: "t1", n_samples: 2, n_features: 2 } });
  byId("own").showPopover();
  await rest();
  assert.match(byId("own-text").value, /1, ?2, ?a\n3, ?4, ?b/);
  assert.match(byId("own-summary").textContent, /2 samples/);
  byId("own").hidePopover();
  byId("own-text").value = "mine";
  byId("own").showPopover();
  assert.equal(byId("own-text").value, "mine");
});
