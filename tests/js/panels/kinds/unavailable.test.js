import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { bindUnavailable } from "../../../../static/js/panels/kinds/unavailable.js";
import { openPanels } from "../../dom.js";
import { networkOf, recurrentOf, twinOf } from "../../examples.js";

function open(t) {
  const opened = openPanels(t);
  const { byId, document } = opened;
  const labels = () => [byId("lens-label"), byId("node-lens-label")].map(({ textContent }) => textContent);
  const usual = labels();
  bindUnavailable(opened.context);
  const signal = () => [...byId("lens").querySelectorAll("input")].find(({ value }) => value === "signal").closest("label").hidden;
  const marks = () => ["data-pictured", "data-undrawn"].map((name) => document.body.hasAttribute(name));
  const show = (network) => opened.store.dispatch({ type: "network", ...network });
  return { ...opened, usual, labels, signal, marks, show };
}

test("a network that is not dense has matrices and cells, and no signals along edges", (t) => {
  const { show, labels, signal, marks, usual } = open(t);
  assert.deepEqual([labels(), signal(), marks()], [usual, false, [false, false]]);
  show(recurrentOf(2, 3));
  assert.deepEqual([labels(), signal(), marks()], [["matrices", "cells"], true, [true, true]]);
  show(networkOf(2, 1));
  assert.deepEqual([labels(), signal(), marks()], [usual, false, [false, false]]);
});

test("the lens of signals gives way, unless a dense network is beside", (t) => {
  const { show, store, view, signal, marks } = open(t);
  view({ lens: "signal" });
  store.dispatch(twinOf({ network: recurrentOf(2, 3) }));
  assert.deepEqual([store.view.value.lens, signal(), marks()], ["signal", false, [true, false]]);
  show(recurrentOf(2, 3));
  assert.deepEqual([store.view.value.lens, signal(), marks()], ["weights", true, [true, true]]);
});
