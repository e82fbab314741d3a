import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "@preact/signals-core";
import "../../english.js";
import { ExportSheet, groupOf } from "../../../../static/js/panels/export/export-sheet.js";
import { SERVER_FILES } from "../../../../static/js/panels/export/server-files.js";
import { recurrentOf } from "../../examples.js";
import { openNetworkPage } from "./pictures/open.js";

function open(t, more) {
  const opened = openNetworkPage(t, more);
  const saved = [];
  t.mock.method(opened.window.HTMLAnchorElement.prototype, "click", function () {
    saved.push(this.download);
  });
  const blobs = [];
  t.mock.method(URL, "createObjectURL", (blob) => {
    blobs.push(blob);
    return "blob:here";
  });
  t.mock.method(opened.window.HTMLCanvasElement.prototype, "toBlob", (call) => call(opened.noPicture ? null : new Blob(["png"])));
  const address = { fragment: signal("v=1&seed=3") };
  const sheet = new ExportSheet(opened.context, address, opened.store);
  sheet.open();
  const said = () => sheet.element.querySelector("[role=status]").textContent;
  return { ...opened, sheet, saved, blobs, said, address };
}

test("a picture is saved as SVG or PNG, under the name of what it shows", async (t) => {
  const { click, saved, blobs, said, settle } = open(t);
  click("export-network-svg");
  click("export-output-png");
  await settle();
  assert.deepEqual(saved, ["backprop-live-circle-step-7-network.svg", "backprop-live-circle-step-7-output.png"]);
  assert.match(await blobs[0].text(), /^<\?xml.*seed=3/s);
  assert.match(said(), /Saved backprop-live-circle-step-7-output.png, 1 kB/);
});

test("a file of the server is saved as it came, text or bytes, with the link in the question", async (t) => {
  const { click, saved, blobs, settle, answersTo, asked } = open(t);
  answersTo.export = ({ kind }) =>
    kind === "run_link"
      ? null
      : {
          type: "exported",
          filename: `run.${kind}`,
          mime: "text/plain",
          content: kind === "numpy" ? "é" : "AQL/",
          is_base64: kind !== "numpy",
        };
  click("export-numpy");
  click("export-curves_npz");
  await settle();
  assert.deepEqual(saved, ["run.numpy", "run.curves_npz"]);
  assert.equal(await blobs[0].text(), "é");
  assert.deepEqual(new Uint8Array(await blobs[1].arrayBuffer()), Uint8Array.of(1, 2, 255));
  const [, request] = asked.find(([, one]) => one?.kind === "numpy");
  assert.match(request.link, /^http:\/\/localhost\/#v=1&seed=3$/);
});

test("what the server refuses is said, and can be asked for again", async (t) => {
  const { click, said, settle, byId, saved } = open(t);
  click("export-pytorch");
  assert.equal(byId("export-pytorch").disabled, true);
  await settle();
  assert.equal(said(), "refused");
  assert.deepEqual([byId("export-pytorch").disabled, saved], [false, []]);
});

test("a link that is too long is left out of the question", async (t) => {
  const { click, settle, address, asked } = open(t);
  address.fragment.value = `v=1&points=${"1".repeat(9000)}`;
  click("export-numpy");
  await settle();
  const [, request] = asked.find(([, one]) => one?.kind === "numpy");
  assert.ok(!("link" in request));
});

test("a picture that the browser cannot make is said", async (t) => {
  const { click, said, settle, window, saved } = open(t);
  t.mock.method(window.HTMLCanvasElement.prototype, "toBlob", (call) => call(null));
  click("export-network-png");
  await settle();
  assert.match(said(), /picture/i);
  assert.deepEqual(saved, []);
});

test("an own table is no name of a file, and a large file counts in MB", async (t) => {
  const { click, saved, settle, said, answersTo } = open(t, { more: { experiment: { dataset: { x: [[1]], y: [1] } } } });
  click("export-network-svg");
  await settle();
  assert.deepEqual(saved, ["backprop-live-table-step-7-network.svg"]);
  answersTo.export = ({ kind }) =>
    kind === "run_link" ? null : { type: "exported", filename: "a", mime: "text/plain", content: "x".repeat(2_340_000), is_base64: false };
  click("export-numpy");
  await settle();
  assert.match(said(), /2\.3 MB/);
});

test("the sheet says of which step its files are, and closes", (t) => {
  const { sheet, document } = open(t);
  assert.match(sheet.element.textContent, /step 7/);
  const close = [...sheet.element.querySelectorAll("button")].at(-1);
  close.click();
  assert.ok(!sheet.element.matches(":popover-open"));
  assert.equal(document.querySelectorAll("#export-sheet h3").length, 5, "pictures, film, run, numbers, code");
});

test("a group without files has no heading", () => {
  assert.deepEqual(
    groupOf("run", [{ kind: "numpy", group: "code" }], () => {}),
    [],
  );
});

test("of every kind of network all files are offered", (t) => {
  const { byId } = open(t, { network: recurrentOf() });
  for (const { kind } of SERVER_FILES) assert.ok(!byId(`export-${kind}`).disabled, kind);
  assert.ok(!byId("film-gif").disabled);
});
