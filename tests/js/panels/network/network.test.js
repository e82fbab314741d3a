import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { bindNetwork } from "../../../../static/js/panels/network/network.js";
import { networkShape } from "../../../../static/js/scene/network/network.js";
import { openPanels } from "../../dom.js";
import { frameOf, networkOf, statusOf } from "../../examples.js";

function open(t, { hidden = [4, 2], activation = "tanh" } = {}) {
  const opened = openPanels(t, { welcome: { experiment: { hidden, activation } } });
  bindNetwork(opened.context);
  opened.shape.value = networkShape(networkOf(2, ...hidden, 1), 700, 480, 13);
  const columns = () => [...opened.byId("columns").children];
  const text = (id) => opened.byId(id).textContent;
  return { ...opened, columns, text };
}

test("a layer is added with as many units as the last one, and the last one is removed", (t) => {
  const { click, asked, text } = open(t);
  click("layers-plus");
  click("layers-minus");
  assert.deepEqual(asked, [
    ["set", { hidden: [4, 2, 2] }],
    ["set", { hidden: [4] }],
  ]);
  assert.equal(text("layers-value"), words("layers", { n: 2 }));
});

test("the number of layers has two ends", (t) => {
  const { byId, store, click, asked } = open(t, { hidden: [] });
  const disabled = () => ["layers-minus", "layers-plus"].map((id) => byId(id).disabled);
  assert.deepEqual(disabled(), [true, false]);
  click("layers-plus");
  store.dispatch({ type: "pending", fields: { hidden: Array(8).fill(3) } });
  assert.deepEqual(disabled(), [false, true]);
  assert.deepEqual(asked, [["set", { hidden: [4] }]]);
});

test("each hidden column changes its own number of units, from 1 to 128", (t) => {
  const { columns, click, asked } = open(t, { hidden: [128, 1, 3] });
  const buttons = columns().map((column) => [...column.querySelectorAll("button")]);
  assert.deepEqual(
    buttons.map(({ length }) => length),
    [0, 2, 2, 2, 0],
  );
  assert.deepEqual(
    buttons.slice(1, 4).map((pair) => pair.map(({ disabled }) => disabled)),
    [
      [false, true],
      [true, false],
      [false, false],
    ],
  );
  click(buttons[3][0]);
  click(buttons[2][1]);
  assert.deepEqual(asked, [
    ["set", { hidden: [128, 1, 2] }],
    ["set", { hidden: [128, 2, 3] }],
  ]);
});

test("a column has its name, its place and its count", (t) => {
  const { columns, shape } = open(t);
  assert.deepEqual(
    columns().map((column) => column.querySelector(".column-title").textContent),
    shape.value.columns.map(({ title }) => title),
  );
  assert.deepEqual(
    columns().map(({ style }) => style.transform),
    shape.value.columns.map(({ x }) => `translateX(${x}px)`),
  );
  assert.equal(columns()[1].querySelector(".units").textContent, "4");
});

test("one activation for all layers is a name, different ones are a list", (t) => {
  const { columns, change, asked, store } = open(t);
  const [first, second] = columns()
    .slice(1, 3)
    .map((column) => column.querySelector("select"));
  change(first, "relu");
  store.dispatch({ type: "pending", fields: { activation: ["relu", "tanh"] } });
  assert.deepEqual([first.value, second.value], ["relu", "tanh"]);
  change(second, "relu");
  assert.deepEqual(asked, [
    ["set", { activation: ["relu", "tanh"] }],
    ["set", { activation: "relu" }],
  ]);
});

test("the lens changes what edges show, and its legend explains it", (t) => {
  const { choose, store, text, view } = open(t);
  choose("lens", "gradients");
  assert.equal(store.view.value.lens, "gradients");
  assert.deepEqual([text("lens-name"), text("lens-text")], [words("lens.gradients"), words("lens.gradients.text")]);
  view({ lens: "signal", probe: 3 });
  assert.equal(text("lens-text"), words("lens.signal.sample"));
});

test("the legend has the value of the widest edge, and counts edges that are not drawn", (t) => {
  const { store, text, after, shape } = open(t);
  assert.deepEqual([text("lens-low"), text("lens-high")], ["−", "+"]);
  store.takeFrame(
    frameOf({
      "W.0": [
        [4, 2],
        [0.5, -2, 0, 0, 0, 0, 0, 0],
      ],
    }),
  );
  after(100);
  assert.deepEqual([text("lens-low"), text("lens-high")], ["−2.00", "+2.00"]);
  shape.value = networkShape(networkOf(60, 60, 60, 1), 4000, 4000, 13);
  const all = shape.value.edges.length;
  assert.equal(text("lens-text"), words("lens.weights.text") + words("lens.strongest", { n: 800, all }));
});

test("while a step is half done its phase is marked", (t) => {
  const { store, byId } = open(t);
  assert.equal(byId("phases").hidden, true);
  const [first] = byId("phases").children;
  store.dispatch(statusOf({ op: { phase: first.dataset.phase, layer: 0 } }));
  assert.equal(byId("phases").hidden, false);
  assert.deepEqual(
    [...byId("phases").querySelectorAll("[aria-current=step]")].map(({ dataset }) => dataset.phase),
    [first.dataset.phase],
  );
});

test("negative edges are dashed on demand", (t) => {
  const { byId, store } = open(t);
  byId("dash").click();
  assert.equal(store.view.value.dashNegative, true);
});

test("close columns have no controls, and very close ones small names", (t) => {
  const { shape, byId } = open(t);
  const at = (width) => {
    shape.value = networkShape(networkOf(2, 4, 2, 1), width, 480, 13);
    return ["narrow", "tight"].filter((name) => byId("columns").classList.contains(name));
  };
  assert.deepEqual([at(700), at(320), at(200)], [[], ["narrow"], ["narrow", "tight"]]);
});

test("the legend says what dots and hatching mean while there is something that is not computed yet", (t) => {
  const { byId, store, after, view } = open(t, { hidden: [1] });
  /** @param {number} gradient @param {number} a */
  const isShown = (gradient, a, midStep = true) => {
    const sections = {
      "dW.0": [
        [1, 2],
        [gradient, gradient],
      ],
      "a.0": [[1], [a]],
    };
    store.takeFrame({ ...frameOf(sections), midStep });
    after(100);
    return !byId("not-yet").hidden;
  };
  assert.deepEqual([isShown(NaN, 1), isShown(NaN, NaN), isShown(NaN, NaN, false)], [false, true, false]);
  view({ lens: "gradients" });
  assert.deepEqual([isShown(NaN, 1, false), isShown(0, 1)], [true, false]);
});
