import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { bindNodeLens, sizeNumbers } from "../../../../static/js/panels/network/node-lens.js";
import { openPanels } from "../../dom.js";
import { frameOf } from "../../examples.js";

const FRAME = frameOf({ "unit_delta_rms.0": [[2], [0.5, 0.25]] }, { step: 1 });

function open(t) {
  const opened = openPanels(t);
  bindNodeLens(opened.context);
  const text = (id) => opened.byId(id).textContent;
  return { ...opened, text };
}

test("the neurons show what is chosen, and its legend is there", (t) => {
  const { choose, store, byId, text, after } = open(t);
  assert.equal(byId("node-legend").hidden, true);
  choose("node-lens", "delta");
  assert.deepEqual([store.view.value.nodeLens, byId("node-legend").hidden], ["delta", false]);
  assert.deepEqual([text("node-low"), text("node-high")], ["–", "–"]);
  store.takeFrame(FRAME);
  after(100);
  assert.deepEqual([text("node-low"), text("node-high")], ["5.00e−7", "0.500"]);
});

test("the choice follows the view, as from a link", (t) => {
  const { view, byId } = open(t);
  view({ nodeLens: "delta" });
  assert.equal(byId("node-lens").querySelector("input:checked").value, "delta");
});

test("of a followed sample it is the size of its own delta", (t) => {
  const { view, text } = open(t);
  view({ nodeLens: "delta" });
  assert.equal(text("node-name"), words("node_lens.delta.name"));
  view({ nodeLens: "delta", probe: 3 });
  assert.equal(text("node-name"), words("node_lens.delta.name.sample"));
});

test("the card has the number under this lens alone", () => {
  const rows = (view) => sizeNumbers(FRAME, 0, 1, view);
  assert.deepEqual(rows({ nodeLens: "a", probe: null }), []);
  assert.deepEqual(rows({ nodeLens: "delta", probe: null }), [[words("node_lens.delta.card"), "0.2500"]]);
  assert.deepEqual(rows({ nodeLens: "delta", probe: 3 })[0][0], words("node_lens.delta.card.sample"));
});
