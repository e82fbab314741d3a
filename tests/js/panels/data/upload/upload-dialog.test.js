import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { t as words } from "../../../../../static/js/base/i18n.js";
import { bindDialog } from "../../../../../static/js/panels/data/upload/upload-dialog.js";
import { createUploads } from "../../../../../static/js/panels/data/uploaded-tables.js";
import { openPanels } from "../../../dom.js";

const TEXT = "1,2,a\n3,4,b";
const SAMPLES = {
  x: [
    [1, 2],
    [3, 4],
  ],
  y: ["a", "b"],
};
const bytes = (text) => new TextEncoder().encode(text);

function open(t, start = async () => undefined) {
  const opened = openPanels(t);
  const uploads = createUploads(opened.store);
  const started = [];
  const dialog = bindDialog(opened.context, uploads, async (samples) => {
    started.push(samples);
    await start();
  });
  const fault = () => (opened.byId("own-fault").hidden ? null : opened.byId("own-fault").textContent);
  const use = async (text) => {
    opened.enter("own-text", text);
    opened.click("own-use");
    await opened.settle();
  };
  const give = (content, name = "table.csv") => dialog.open({ name, size: content.length, arrayBuffer: async () => content.buffer });
  return { ...opened, uploads, started, fault, use, give };
}

test("an experiment starts with a pasted table, and the dialog closes", async (t) => {
  const { use, started, byId } = open(t);
  byId("own").showPopover();
  await use(TEXT);
  assert.deepEqual([started, byId("own").matches(":popover-open")], [[SAMPLES], false]);
});

test("a file that is chosen is shown for a look before it is sent", async (t) => {
  const { byId, happen, started, settle } = open(t);
  const file = { name: "table.csv", size: 9, arrayBuffer: async () => bytes(TEXT).buffer };
  Object.defineProperty(byId("own-file"), "files", { value: [file] });
  happen("own-file", "change");
  await settle();
  assert.deepEqual([byId("own-text").value, byId("own-name").textContent, byId("own").matches(":popover-open"), started], [TEXT, "table.csv", true, []]);
});

test("Ctrl and Enter in the box do the same as the button", async (t) => {
  const { enter, press, started, settle } = open(t);
  enter("own-text", TEXT);
  press("own-text", "Enter");
  press("own-text", "Enter", { ctrlKey: true });
  await settle();
  assert.deepEqual(started, [SAMPLES]);
});

test("a mistake is explained and selected in the text, until the text changes", async (t) => {
  const { use, started, fault, byId, enter, document } = open(t);
  await use("1,2,a\n3,four,b");
  const box = byId("own-text");
  assert.match(fault(), /^Line 2, column 2/);
  assert.deepEqual(
    [started, box.value.slice(box.selectionStart, box.selectionEnd), document.activeElement.id, box.getAttribute("aria-invalid")],
    [[], "four", "own-text", "true"],
  );
  enter("own-text", TEXT);
  assert.deepEqual([fault(), box.getAttribute("aria-invalid")], [null, "false"]);
});

test("what the server refuses is explained in the same place", async (t) => {
  const { use, fault, byId } = open(t, () => Promise.reject(new Error("too many classes")));
  byId("own").showPopover();
  await use(TEXT);
  assert.deepEqual([fault(), byId("own").matches(":popover-open"), byId("own-use").disabled], ["too many classes", true, false]);
});

test("a file that is no text, or too large, is refused", async (t) => {
  const { give, byId, fault, page } = open(t);
  await give(Uint8Array.of(0xff, 0xfe, 0), "picture.png");
  assert.equal(fault(), words("table_error.text", { name: "picture.png" }));
  await give(bytes("1".repeat(page.table_limits.bytes + 1)));
  assert.equal(fault(), words("table_error.bytes", { n: page.table_limits.bytes / 2 ** 20 }));
  assert.equal(byId("own-text").value, "");
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
