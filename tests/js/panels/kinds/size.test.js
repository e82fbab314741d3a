import assert from "node:assert/strict";
import { test } from "node:test";
import { computed } from "@preact/signals-core";
import "../../english.js";
import { bindSize } from "../../../../static/js/panels/kinds/size.js";
import { openPanels } from "../../dom.js";
import { CONVOLUTION, TWO_STAGES } from "../../pictures.js";

/** One stage that reads pictures of 12 by 12 pixels. */
const ROOMY = {
  ...CONVOLUTION,
  nodes: CONVOLUTION.nodes.map((node) => {
    const size = { z: 12, pool: 10 }[node.name];
    return size && node.patches ? { ...node, patches: { ...node.patches, rows: size, columns: size } } : node;
  }),
};

function open(t, experiment = {}, network = undefined) {
  const opened = openPanels(t, { welcome: { experiment, ...(network && { network }) } });
  const { context, store, document } = opened;
  bindSize(
    context,
    computed(() => store.requested.value.network),
  );
  const box = document.querySelector(".kind-size");
  const texts = () => [...box.querySelectorAll("output")].map(({ textContent }) => textContent);
  const buttons = () => [...box.querySelectorAll("button")];
  return { ...opened, box, texts, buttons };
}

test("a dense network has layers, another one its own numbers in their place", (t) => {
  const { byId, box, changed, texts } = open(t);
  assert.deepEqual([byId("layer-count").hidden, box.hidden], [false, true]);
  changed({ network: "rnn", hidden: [8] });
  assert.deepEqual([byId("layer-count").hidden, box.hidden, texts()], [true, false, ["8 units"]]);
  changed({ network: "lstm", hidden: [1] });
  assert.deepEqual(texts(), ["1 unit"]);
  changed({ network: "dense", hidden: [4, 2] });
  assert.deepEqual([byId("layer-count").hidden, box.hidden], [false, true]);
});

test("one more or one less is asked for, within what the kind may have", (t) => {
  const { buttons, click, asked, changed } = open(t, { network: "rnn", hidden: [31] });
  const [minus, plus] = buttons();
  click(minus);
  click(plus);
  assert.deepEqual(asked, [
    ["set", { hidden: [30] }],
    ["set", { hidden: [32] }],
  ]);
  const isOff = () => buttons().map(({ disabled }) => disabled);
  changed({ hidden: [32] });
  assert.deepEqual(isOff(), [false, true]);
  changed({ hidden: [1] });
  assert.deepEqual(isOff(), [true, false]);
});

test("filters have a second stage, and each stage its own number", (t) => {
  const { buttons, click, asked, changed, texts } = open(t, { network: "convolution", hidden: [4] });
  click(buttons().at(-1));
  changed({ hidden: [4, 4] });
  assert.deepEqual(texts(), ["4 filters", "4 filters"]);
  click(buttons()[3]);
  click(buttons().at(-1));
  assert.deepEqual(asked, [
    ["set", { hidden: [4, 4] }],
    ["set", { hidden: [4, 5] }],
    ["set", { hidden: [4] }],
  ]);
  assert.deepEqual(
    buttons().map(({ title }) => title),
    [
      "filters of stage 1: one less",
      "filters of stage 1: one more",
      "filters of stage 2: one less",
      "filters of stage 2: one more",
      "Remove the second stage of filters",
    ],
  );
});

for (const [name, network, reason] of [
  ["is not known yet", undefined, null],
  ["has room for it", ROOMY, null],
  ["is too small", CONVOLUTION, "it reads maps of at least 4 by 4, and the first one leaves 1 by 1."],
]) {
  test(`a second stage is ${reason ? "refused with the reason" : "offered"} where what the first one leaves ${name}`, (t) => {
    const button = open(t, { network: "convolution", hidden: [4] }, network)
      .buttons()
      .at(-1);
    assert.equal(button.disabled, reason !== null);
    assert.ok(button.title.startsWith(reason ? `A second stage has no room: ${reason}` : "Add a second stage"), button.title);
  });
}

test("what is full can have its last stage removed, whatever room is left", (t) => {
  const { buttons, click, asked } = open(t, { network: "convolution", hidden: [4, 4] }, TWO_STAGES);
  assert.equal(buttons().at(-1).disabled, false);
  click(buttons().at(-1));
  assert.deepEqual(asked, [["set", { hidden: [4] }]]);
});

test("it is hidden with the layers where an address hides those", (t) => {
  const opened = openPanels(t);
  opened.byId("layer-count").setAttribute("data-away", "");
  bindSize(
    opened.context,
    computed(() => "rnn"),
  );
  assert.ok(opened.document.querySelector(".kind-size").hasAttribute("data-away"));
});
