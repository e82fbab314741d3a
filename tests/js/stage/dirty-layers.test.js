import assert from "node:assert/strict";
import { test } from "node:test";
import { effect, signal } from "@preact/signals-core";
import { DirtyLayers } from "../../../static/js/stage/dirty-layers.js";

function open(t) {
  const drawn = [];
  const [frame, theme] = [signal(0), signal("light")];
  const layers = new DirtyLayers([
    { reads: () => void [frame.value, theme.value], draw: (of) => void drawn.push(`cells of ${of}`) },
    { reads: () => void theme.value, draw: (of) => void drawn.push(`marks of ${of}`) },
  ]);
  for (const invalidate of layers.invalidators) t.after(effect(invalidate));
  const draw = (of) => {
    drawn.length = 0;
    layers.draw(of);
    return [...drawn];
  };
  return { layers, frame, theme, draw };
}

test("all layers are drawn at first, then none before something changes", (t) => {
  const { draw } = open(t);
  assert.deepEqual(draw("a"), ["cells of a", "marks of a"]);
  assert.deepEqual(draw("a"), []);
});

test("only those are drawn again that are drawn from what has changed", (t) => {
  const { frame, theme, draw } = open(t);
  draw("a");
  frame.value = 1;
  assert.deepEqual(draw("b"), ["cells of b"]);
  theme.value = "dark";
  assert.deepEqual(draw("c"), ["cells of c", "marks of c"]);
});

test("all layers can be made dirty, as after another size", (t) => {
  const { layers, draw } = open(t);
  draw("a");
  layers.invalidate();
  assert.deepEqual(draw("a"), ["cells of a", "marks of a"]);
});
