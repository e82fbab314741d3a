import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "@preact/signals-core";
import "../../english.js";
import { bindTwinColumns } from "../../../../static/js/panels/twins/columns.js";
import { networkShape } from "../../../../static/js/scene/network/network.js";
import { openPanels } from "../../dom.js";
import { networkOf } from "../../examples.js";

test("the layers of the twin have their names above them", (t) => {
  const { byId, store } = openPanels(t);
  const shape = signal(null);
  bindTwinColumns({ shape, store });
  assert.equal(byId("twin-columns").children.length, 0);
  shape.value = networkShape(networkOf(2, 3, 1), 700, 160, 13, undefined, [], true);
  const columns = [...byId("twin-columns").children];
  assert.deepEqual(
    columns.map(({ textContent }) => textContent),
    ["inputs", "layer 1", "output"],
  );
  assert.equal(byId("twin-columns").classList.contains("tight"), false);
  assert.equal(columns[1].style.transform, `translateX(${shape.value.columns[1].x}px)`);
});

test("where they are close to each other the styles know it", (t) => {
  const { byId, store } = openPanels(t);
  bindTwinColumns({ shape: signal(networkShape(networkOf(2, 8, 8, 8, 8, 8, 1), 350, 220, 13, undefined, [], true)), store });
  assert.equal(byId("twin-columns").classList.contains("tight"), true);
});
