import assert from "node:assert/strict";
import { test } from "node:test";
import { computed, signal } from "@preact/signals-core";
import "../../english.js";
import { selectKept } from "../../../../static/js/panels/network/kept.js";
import { openPanels } from "../../dom.js";
import { recurrentOf } from "../../examples.js";

const cell = (site) => ({ kind: "cell", node: "h", site, row: 0, column: 0 });

function open(t) {
  const { store, view } = openPanels(t, { welcome: { network: recurrentOf(3, 2) } });
  const own = signal(null);
  const taken = [];
  selectKept(
    store,
    computed(() => own.value),
    (target) => {
      taken.push(target);
      own.value = target?.site === 2 ? target : null;
    },
  );
  return { own, taken, view, pinned: () => store.view.value.pinned };
}

test("what is kept on the picture is selected, and no longer when it is let go", (t) => {
  const { own, pinned, taken } = open(t);
  own.value = cell(1);
  assert.deepEqual(pinned(), cell(1));
  own.value = null;
  assert.equal(pinned(), null);
  assert.deepEqual(taken, []);
});

test("the picture takes another selection over, or keeps nothing", (t) => {
  const { own, pinned, view, taken } = open(t);
  own.value = cell(1);
  view({ pinned: cell(2) });
  assert.deepEqual([own.value, pinned()], [cell(2), cell(2)]);
  view({ pinned: { kind: "loss" } });
  assert.deepEqual([own.value, pinned()], [null, { kind: "loss" }]);
  view({ hover: { kind: "loss" } });
  assert.equal(taken.length, 2);
});

test("a number that the network does not have is not selected", (t) => {
  const { own, pinned } = open(t);
  own.value = cell(7);
  assert.equal(pinned(), null);
});
