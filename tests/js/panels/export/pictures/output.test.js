import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { outputScene, paintOutput } from "../../../../../static/js/panels/export/pictures/output.js";
import { svgSheet } from "../../../../../static/js/panels/export/pictures/sheet.js";
import { recordingContext } from "../../../canvas.js";
import { CIRCLE, networkOf, PICTURES } from "../../../examples.js";
import { COLOURS, openNetworkPage } from "./open.js";

const SIZE = { width: 300, height: 300 };

function painted(store) {
  const { sheet, file } = svgSheet(recordingContext());
  const sizes = [];
  const image = (box, fill, size) => {
    sizes.push(size ?? null);
    sheet.image(box, fill, size);
  };
  paintOutput({ ...sheet, image }, store, outputScene(store, SIZE, COLOURS), COLOURS);
  return { svg: file(SIZE, { title: "", description: "", link: "" }), sizes };
}

test("the output is a surface with its boundary and a circle per sample", (t) => {
  const { store, view } = openNetworkPage(t);
  const { svg, sizes } = painted(store);
  assert.deepEqual(sizes, [null]);
  assert.equal(svg.match(/<image /g).length, 1);
  assert.match(svg, /stroke="boundary"/);
  assert.equal(svg.match(/<circle [^>]*fill="point/g).length, 3);
  view({ showTest: true });
  assert.equal(painted(store).svg.match(/<path [^>]*fill="point/g).length, 2, "test samples are squares on their corner");
});

test("several classes have a picture of as many pixels as the surface has cells", (t) => {
  const sections = { surface: [[3, 2, 2], Uint8Array.of(255, 0, 0, 0, 0, 255, 0, 0, 0, 0, 255, 255)] };
  const { store } = openNetworkPage(t, { data: { ...CIRCLE, n_classes: 3, class_names: ["a", "b", "c"] }, network: networkOf(2, 2, 3), sections });
  assert.deepEqual(painted(store).sizes, [{ width: 2, height: 2 }]);
});

test("a function of one input is a curve over an empty plane", (t) => {
  const data = { ...CIRCLE, task: "regression", n_classes: 0, domain: [[-6, 6]], axis_names: ["x"], input_names: ["x1"], target_names: ["y"] };
  const { store } = openNetworkPage(t, { data, network: networkOf(1, 2, 1) });
  const { svg, sizes } = painted(store);
  assert.deepEqual(sizes, []);
  assert.match(svg, /stroke="accent"/);
  assert.match(svg, />y<\/text>/);
});

test("without a plane there is no picture; inside a step the batch is marked", (t) => {
  const { store, view } = openNetworkPage(t);
  assert.doesNotMatch(painted(store).svg, /<circle [^>]*stroke="ink"|<path [^>]*stroke="ink"/);
  store.dispatch({ type: "program", listing: null, done: 0, batch: [0, 2], step: 7 });
  view({ tab: "inside" });
  assert.match(painted(store).svg, /<path [^>]*stroke="ink"/);
  store.dispatch({ type: "data", ...PICTURES });
  assert.equal(outputScene(store, SIZE, COLOURS), null);
});
