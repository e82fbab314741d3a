import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { frameOf, networkOf, statusOf } from "../../examples.js";
import { NUMBERS, openNetwork } from "./open.js";

test("a table holds the numbers of all neurons, during a run renewed every two seconds", (t) => {
  const { byId, store, after } = openNetwork(t);
  const cells = () => [...byId("network-rows").children].map((row) => row.children[1].textContent);
  assert.deepEqual(cells(), ["1.000", "2.000", "3.000", "–"]);
  store.dispatch(statusOf({ running: true }));
  const next = () => store.takeFrame(frameOf({ ...NUMBERS, "z.0": [[3], [4, 5, 6]] }));
  next();
  assert.equal(cells()[0], "1.000");
  after(2000);
  next();
  assert.equal(cells()[0], "4.000");
});

test("a delta that single precision cannot tell from 0 is not called 0", (t) => {
  const { byId, store } = openNetwork(t);
  store.takeFrame(frameOf({ ...NUMBERS, "delta.0": [[3], [0, 1e-42, 0.5]] }));
  const cells = [...byId("network-rows").children].map((row) => row.children[3].textContent);
  assert.deepEqual(cells, [words("table.tiny"), words("table.tiny"), "0.5000", "–"]);
});

test("of a wide layer the first sixteen neurons are listed, with their health", (t) => {
  const { byId, store } = openNetwork(t);
  store.dispatch({ type: "network", ...networkOf(2, 20, 1) });
  store.takeFrame(frameOf({ "unit_dead.0": [[20], Array(20).fill(1)] }));
  const rows = [...byId("network-rows").children];
  assert.equal(rows.length, 16 + 1);
  assert.deepEqual(rows[0].lastChild.textContent, words("rest.is_dead"));
});
