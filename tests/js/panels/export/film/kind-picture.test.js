import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "@preact/signals-core";
import "../../../english.js";
import { KindPicture } from "../../../../../static/js/panels/export/film/kind-picture.js";
import { recordingContext } from "../../../canvas.js";
import { networkOf, recurrentOf } from "../../../examples.js";
import { COLOURS, openNetworkPage } from "../pictures/open.js";

const BOX = { width: 700, height: 200 };

/** Opens the page with kinds that record what they are drawn with. */
function open(t, names = ["rnn", "attention"]) {
  const opened = openNetworkPage(t, { network: recurrentOf(2, 3) });
  const { context, store, document, after } = opened;
  const drawn = [];
  const made = [];
  const bindFake = (name) => (given, elements, run) => {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: 70, height: 20 });
    canvas.getBoundingClientRect = () => ({ left: 0, top: 0, right: 70, bottom: 20, width: 70, height: 20 });
    elements.box.append(canvas);
    const own = { name, given, elements, run, sizes: [], canvas };
    made.push(own);
    return {
      wants: signal({ nodes: [], sections: [] }),
      invalidators: [
        () => {
          own.isDirty = true;
        },
      ],
      resize: (...size) => void own.sizes.push(size),
      draw() {
        assert.ok(own.isDirty, "it is told that there is something new");
        const { state, frame, theme } = given.store;
        drawn.push([name, frame.value?.step, state.value.running, frame.value?.running, theme.value.rem]);
        return false;
      },
    };
  };
  const kinds = Object.fromEntries(names.map((name) => [name, async () => bindFake(name)]));
  const picture = new KindPicture(context, kinds);
  const copied = [];
  const sheet = { ctx: recordingContext(), group: (_name, paint) => paint(), copy: (canvas, box) => void copied.push([canvas, box.width]) };
  const paint = async (step, isFirst = false) => {
    const painting = picture.paint(sheet, { ...store.frame.value, step, running: false }, { ...BOX, isFirst, theme: { ...COLOURS, rem: 12 } });
    for (let k = 0; k < 20; k += 1) await Promise.resolve();
    after(101);
    await painting;
  };
  return { ...opened, picture, made, drawn, copied, paint };
}

test("a frame is drawn by the kind of the network, in a box of the film's size that nobody sees", async (t) => {
  const { picture, made, drawn, copied, paint, document } = open(t);
  assert.equal(picture.isKind, true);
  await paint(3, true);
  await paint(4);
  const [own] = made;
  assert.deepEqual([made.length, own.name, own.run, own.sizes], [1, "rnn", 0, [[700, 200, 1]]]);
  assert.deepEqual(drawn, [
    ["rnn", 3, false, false, 12],
    ["rnn", 4, true, true, 12],
  ]);
  assert.deepEqual(copied, [
    [own.canvas, 700],
    [own.canvas, 700],
  ]);
  const host = document.querySelector(".film-stage");
  assert.ok(host.hasAttribute("inert") && host.getAttribute("aria-hidden") === "true" && host.contains(own.canvas));
  picture.close();
  assert.equal(document.querySelector(".film-stage"), null);
  assert.equal(own.given.store.frame.value, null);
});

test("it asks nothing of the server, selects nothing and changes nothing", async (t) => {
  const { made, paint, store, view, asked } = open(t);
  view({ pinned: { kind: "neuron", layer: 0, index: 0 }, probe: 3 });
  await paint(3, true);
  const [{ given, elements }] = made;
  const before = [asked.length, store.view.value];
  void given.ask({ type: "input_gradient" });
  given.store.dispatch({ type: "view", patch: { probe: 9 } });
  assert.deepEqual([asked.length, store.view.value], before);
  const { pinned, hover, tab, probe } = given.store.view.value;
  assert.deepEqual([pinned, hover, tab, probe], [null, null, "train", 3]);
  assert.deepEqual([given.store.state.value.connection, given.store.state.value.program], ["closed", null]);
  assert.deepEqual([elements.beside.state.value.network, elements.beside.frame.value], [null, null]);
});

test("another kind in the past has a picture of its own, and a dense network has none", async (t) => {
  const { picture, made, drawn, copied, paint, store } = open(t);
  await paint(1, true);
  store.dispatch({ type: "network", ...recurrentOf(2, 3), kind: "attention" });
  await paint(2);
  assert.deepEqual(
    made.map(({ name, elements }) => [name, elements.box.hidden]),
    [
      ["rnn", true],
      ["attention", false],
    ],
  );
  assert.equal(made[0].given.store.state.value.network, null, "what is not shown has no network");
  store.dispatch({ type: "network", ...networkOf(2, 1) });
  assert.equal(picture.isKind, false);
  await paint(3);
  assert.deepEqual([drawn.length, copied.length], [2, 2]);
});
