import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { t as words } from "../../../../static/js/base/i18n.js";
import { bindUpload } from "../../../../static/js/panels/data/upload-dialog.js";
import { createUploads } from "../../../../static/js/panels/data/uploaded-tables.js";
import { openPanels } from "../../dom.js";

const TEXT = "1,2,a\n3,4,b";
const SAMPLES = {
  x: [
    [1, 2],
    [3, 4],
  ],
  y: ["a", "b"],
};

function open(t) {
  const opened = openPanels(t);
  const uploads = createUploads(opened.store);
  opened.answers.send = async ({ is_last }) => ({ applied: is_last ? { table: "t1" } : {} });
  const upload = bindUpload(opened.context, uploads);
  const fault = () => (opened.byId("own-fault").hidden ? null : opened.byId("own-fault").textContent);
  const use = async (text) => {
    opened.enter("own-text", text);
    opened.click("own-use");
    await opened.settle();
  };
  const give = async (target, kind, content, name = "table.csv") => {
    const file = { name, size: content.length, arrayBuffer: async () => content.buffer };
    opened.happen(target, kind, { dataTransfer: { types: ["Files"], files: [file] } });
    await opened.settle();
  };
  return { ...opened, uploads, upload, fault, use, give };
}
const bytes = (text) => new TextEncoder().encode(text);

test("a pasted table is sent, and the experiment starts with it", async (t) => {
  const { use, asked, byId, uploads } = open(t);
  byId("own").showPopover();
  await use(TEXT);
  assert.deepEqual(asked, [
    ["send", { type: "table", first: 0, ...SAMPLES, is_last: true }],
    ["startWith", { dataset: { table: "t1" } }],
  ]);
  assert.deepEqual([byId("own").matches(":popover-open"), uploads.of({ dataset: { table: "t1" } })], [false, SAMPLES]);
});

test("a table that is too large for one message is sent in pieces, in order", async (t) => {
  const { use, asked } = open(t);
  const rows = Array.from({ length: 9000 }, (_, i) => `${i}.5,${i},${i % 2}`);
  await use(rows.join("\n"));
  const pieces = asked.filter(([name]) => name === "send").map(([, piece]) => piece);
  assert.ok(pieces.length > 1);
  assert.deepEqual(
    pieces.map(({ is_last: isLast }) => isLast),
    [...pieces.slice(1).map(() => false), true],
  );
  assert.equal(
    pieces.reduce((sum, { x }) => sum + x.length, 0),
    9000,
  );
  assert.equal(asked.at(-1)[0], "startWith");
});

test("Ctrl and Enter in the box do the same as the button", async (t) => {
  const { enter, press, asked, settle } = open(t);
  enter("own-text", TEXT);
  press("own-text", "Enter");
  press("own-text", "Enter", { ctrlKey: true });
  await settle();
  assert.deepEqual(
    asked.map(([name]) => name),
    ["send", "startWith"],
  );
});

test("a mistake is explained and selected in the text, until the text changes", async (t) => {
  const { use, asked, fault, byId, enter, document } = open(t);
  await use("1,2,a\n3,four,b");
  const box = byId("own-text");
  assert.match(fault(), /^Line 2, column 2/);
  assert.deepEqual(
    [asked, box.value.slice(box.selectionStart, box.selectionEnd), document.activeElement.id, box.getAttribute("aria-invalid")],
    [[], "four", "own-text", "true"],
  );
  enter("own-text", TEXT);
  assert.deepEqual([fault(), box.getAttribute("aria-invalid")], [null, "false"]);
});

test("what the server refuses is explained in the same place", async (t) => {
  const { use, answers, fault, byId } = open(t);
  answers.startWith = () => Promise.reject(new Error("too many classes"));
  byId("own").showPopover();
  await use(TEXT);
  assert.deepEqual([fault(), byId("own").matches(":popover-open"), byId("own-use").disabled], ["too many classes", true, false]);
});

test("a dropped file is shown for a look before it is sent", async (t) => {
  const { give, window, byId, asked } = open(t);
  await give(window, "drop", bytes(TEXT));
  assert.deepEqual([byId("own-text").value, byId("own-name").textContent, byId("own").matches(":popover-open"), asked], [TEXT, "table.csv", true, []]);
});

test("a file that is no text, or too large, is refused", async (t) => {
  const { give, window, byId, fault, page } = open(t);
  await give(window, "drop", Uint8Array.of(0xff, 0xfe, 0), "picture.png");
  assert.equal(fault(), words("table_error.text", { name: "picture.png" }));
  await give(window, "drop", bytes("1".repeat(page.table_limits.bytes + 1)));
  assert.equal(fault(), words("table_error.bytes", { n: page.table_limits.bytes / 2 ** 20 }));
  assert.equal(byId("own-text").value, "");
});

test("an observer can drop nothing", async (t) => {
  const { give, window, byId } = open(t);
  byId("own-panel").closest("section").inert = true;
  await give(window, "drop", bytes(TEXT));
  assert.equal(byId("own-text").value, "");
});

test("the panel says what the own data are", (t) => {
  const { changed, byId } = open(t);
  assert.equal(byId("own-present").hidden, true);
  changed({ dataset: { table: "t1", n_samples: 5, n_features: 1 } });
  const parts = { samples: words("own.samples", { n: 5 }), columns: words("own.columns", { n: 1 }), what: words("own.classes", { n: 2 }) };
  assert.deepEqual([byId("own-present").hidden, byId("own-present").textContent], [false, words("own.present", parts)]);
});

test("the box opens with the present table, unless something is typed", (t) => {
  const { uploads, changed, byId } = open(t);
  uploads.remember("t1", SAMPLES);
  changed({ dataset: { table: "t1", n_samples: 2, n_features: 2 } });
  byId("own").showPopover();
  assert.equal(byId("own-text").value, "1, 2, a\n3, 4, b");
  byId("own").hidePopover();
  byId("own-text").value = "mine";
  byId("own").showPopover();
  assert.equal(byId("own-text").value, "mine");
});

test("after the server has lost the session, the table is uploaded again and the experiment restarted", async (t) => {
  const { upload, uploads, asked, page } = open(t);
  uploads.remember("old", SAMPLES);
  const experiment = { ...page.defaults, seed: 5, dataset: { table: "old", n_samples: 2, n_features: 2 } };
  assert.equal(upload.restore({ ...page.defaults, seed: 5 }).seed, 5, "without a table it is simply asked for again");
  assert.equal(upload.restore(experiment), null);
  await upload.onWelcome();
  assert.deepEqual(asked, [
    ["send", { type: "table", first: 0, ...SAMPLES, is_last: true }],
    ["restart", { ...experiment, dataset: { table: "t1" } }, false],
  ]);
  await upload.onWelcome();
  assert.equal(asked.length, 2);
});

test("a lost table that the page does not hold either is missed aloud", async (t) => {
  const { upload, asked, page, store } = open(t);
  upload.restore({ ...page.defaults, dataset: { table: "gone" } });
  await upload.onWelcome();
  assert.deepEqual([asked, store.state.value.message, store.state.value.tone], [[], words("own.lost"), "error"]);
});
