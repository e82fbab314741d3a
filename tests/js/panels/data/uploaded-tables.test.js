import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { createUploads, tableOf } from "../../../../static/js/panels/data/uploaded-tables.js";
import { openPanels } from "../../dom.js";

const samples = (n) => ({ x: [[n]], y: [n] });

function open(t) {
  const opened = openPanels(t);
  const uploads = createUploads(opened.store);
  const use = (name) => opened.changed({ dataset: name ? { table: name } : "circle" });
  return { ...opened, uploads, use };
}

test("an experiment on own samples names its table", () => {
  assert.equal(tableOf({ dataset: { table: "ab", n_samples: 4 } }), "ab");
  assert.equal(tableOf({ dataset: "circle" }), null);
  assert.equal(tableOf(null), null);
});

test("the samples of the present experiment are known, those of another are not mistaken for them", (t) => {
  const { uploads, use } = open(t);
  uploads.remember("a", samples(1));
  uploads.remember("b", samples(2));
  const present = (name) => {
    use(name);
    return uploads.present.value;
  };
  assert.deepEqual([present("a"), present("b"), present("c"), present(null)], [samples(1), samples(2), null, null]);
  assert.deepEqual(uploads.of({ dataset: { table: "a" } }), samples(1));
});

test("of more tables than the server holds the oldest is forgotten", (t) => {
  const { uploads } = open(t);
  for (const name of ["a", "b", "c", "d", "e"]) uploads.remember(name, samples(1));
  assert.deepEqual(
    ["a", "b", "e"].map((name) => uploads.of({ dataset: { table: name } }) !== null),
    [false, true, true],
  );
});

test("samples of a link belong to the next table that has no others", (t) => {
  const { uploads, use } = open(t);
  uploads.expect(samples(7));
  use("new");
  assert.deepEqual(uploads.present.value, samples(7));
  use("newer");
  assert.equal(uploads.present.value, null);
});

test("the last table outlives a reload of the tab, and broken storage is no error", (t) => {
  const { uploads, store, window } = open(t);
  uploads.remember("a", samples(1));
  assert.deepEqual(createUploads(store).of({ dataset: { table: "a" } }), samples(1));
  window.sessionStorage.setItem("backprop-live.table", "{");
  assert.equal(createUploads(store).of({ dataset: { table: "a" } }), null);
});
