import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { t as words } from "../../../../../static/js/base/words/i18n.js";
import { bindUpload } from "../../../../../static/js/panels/data/upload/upload.js";
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

function open(t) {
  const opened = openPanels(t);
  haveLater(opened);
  const uploads = createUploads(opened.store);
  opened.answers.send = async ({ is_last }) => ({ applied: is_last ? { table: "t1" } : {} });
  const upload = bindUpload(opened.context, uploads);
  const rest = async () => {
    for (let k = 0; k < 40; k += 1) await opened.settle();
  };
  const use = async (text) => {
    opened.click("own-show");
    await rest();
    opened.enter("own-text", text);
    opened.click("own-use");
    await rest();
  };
  const drop = async (content) => {
    const file = { name: "table.csv", size: content.length, arrayBuffer: async () => new TextEncoder().encode(content).buffer };
    opened.happen(opened.window, "drop", { dataTransfer: { types: ["Files"], files: [file] } });
    await rest();
  };
  return { ...opened, uploads, upload, use, drop, rest };
}

test("a pasted table is sent, and the experiment starts with it", async (t) => {
  const { use, asked, byId, uploads } = open(t);
  await use(TEXT);
  assert.deepEqual(asked, [
    ["send", { type: "table", first: 0, ...SAMPLES, is_last: true }],
    ["startWith", { dataset: { table: "t1" }, standardize: null, standardize_targets: null }],
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

test("a dropped file is shown for a look before it is sent", async (t) => {
  const { drop, byId, asked } = open(t);
  await drop(TEXT);
  assert.deepEqual([byId("own-text").value, byId("own-name").textContent, byId("own").matches(":popover-open"), asked], [TEXT, "table.csv", true, []]);
});

test("an observer can drop nothing", async (t) => {
  const { drop, byId, document } = open(t);
  byId("own-panel").closest("section").inert = true;
  await drop(TEXT);
  assert.equal(document.getElementById("own"), null);
});

test("the panel says what the own data are", (t) => {
  const { changed, byId } = open(t);
  assert.equal(byId("own-present").hidden, true);
  changed({ dataset: { table: "t1", n_samples: 5, n_features: 1 } });
  const parts = { samples: words("own.samples", { n: 5 }), columns: words("own.columns", { n: 1 }), what: words("own.classes", { n: 2 }) };
  assert.deepEqual([byId("own-present").hidden, byId("own-present").textContent], [false, words("own.present", parts)]);
});

test("after the server has lost the session, the table is uploaded again and the experiment restarted", async (t) => {
  const { upload, uploads, asked, page, store } = open(t);
  uploads.remember("old", SAMPLES);
  const experiment = { ...page.defaults, seed: 5, dataset: { table: "old", n_samples: 2, n_features: 2 } };
  assert.equal(upload.restore({ ...page.defaults, seed: 5 }).seed, 5, "without a table it is simply asked for again");
  assert.equal(upload.restore(experiment), null);
  await upload.onWelcome();
  assert.deepEqual(asked, [
    ["send", { type: "table", first: 0, ...SAMPLES, is_last: true }],
    ["restart", { ...experiment, dataset: { table: "t1" } }, false],
  ]);
  assert.equal(store.state.value.message, words("own.again"), "what was lost is said, and not hidden by the restart");
  await upload.onWelcome();
  assert.equal(asked.length, 2);
});

test("a lost table that the page does not hold either is missed aloud", async (t) => {
  const { upload, asked, page, store } = open(t);
  upload.restore({ ...page.defaults, dataset: { table: "gone" } });
  await upload.onWelcome();
  assert.deepEqual([asked, store.state.value.message, store.state.value.tone], [[], words("own.lost"), "error"]);
});

test("the dialog and the board are there when their buttons open them, however often these are pressed before", async (t) => {
  const { click, byId, uploads, changed, rest } = open(t);
  uploads.remember("t1", SAMPLES);
  changed({ dataset: { table: "t1", n_samples: 2, n_features: 2 } });
  const presses = { "own-show": 0, "draw-open": 0 };
  for (const id of Object.keys(presses)) {
    byId(id).addEventListener("click", (event) => {
      if (!event.defaultPrevented) presses[id] += 1;
    });
    click(id);
    click(id);
    assert.equal(presses[id], 0);
    await rest();
  }
  assert.deepEqual(presses, { "own-show": 1, "draw-open": 1 });
  assert.equal(byId("drawing").hidden, false);
  byId("own").showPopover();
  assert.equal(byId("own-text").value, "1,2,a\n3,4,b");
});
