import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { effect } from "@preact/signals-core";
import { PARAMETER_SECTIONS } from "../../../../static/js/panels/attention/parameters.js";
import { attentionFrame } from "../../attention-example.js";
import { openPicture } from "../../attention-picture.js";
import { textsOf } from "../../canvas.js";

const QKV = Array.from({ length: 48 }, (_, i) => i / 100);

function open(t) {
  const opened = openPicture(t, { heads: 1 });
  const { detail, store, after, draw } = opened;
  const button = detail.querySelector(".attention-fold");
  const sheet = detail.querySelector(".attention-parameter-sheet");
  const canvas = sheet.querySelector("[tabindex]");
  sheet.getBoundingClientRect = () => ({ left: 0, top: 0, width: 700, height: 170 });
  canvas.getBoundingClientRect = sheet.getBoundingClientRect;
  const { frame } = attentionFrame({ heads: 1 });
  frame.sections.set("W.1", { shape: [12, 4], values: Float32Array.from(QKV) });
  const said = () => detail.querySelector(".attention-parameter").textContent;
  const take = () => {
    store.takeFrame({ ...frame });
    after(200);
    draw();
  };
  return { ...opened, button, canvas, said, take };
}

test("the parameters take the place of the sentences about a cell, and are asked for", (t) => {
  const { button, click, detail, picture, said } = open(t);
  const isShown = () => [button.getAttribute("aria-expanded"), !detail.querySelector(".attention-parameters").hidden];
  assert.deepEqual([isShown(), said()], [["false", false], ""]);
  click(button);
  assert.deepEqual(isShown(), ["true", true]);
  assert.ok(PARAMETER_SECTIONS.every((name) => picture.wants.value.sections.includes(name)));
  assert.match(said(), /^All parameters/);
  click(button);
  assert.deepEqual(isShown(), ["false", false]);
  assert.ok(!picture.wants.value.sections.includes("dW"));
});

test("each matrix has its name and the number of its strongest colour", (t) => {
  const { button, click, canvas, take } = open(t);
  click(button);
  take();
  const texts = textsOf(canvas.getContext("2d"));
  for (const name of ["E", "P", "W_Q", "W_K", "W_V", "W_O", "W₁", "W₂", "W_y", "dW_Q"]) assert.ok(texts.includes(name), name);
  assert.ok(texts.includes("±0.47"));
});

test("keys and pointer name a number, with its gradient and its last update", (t) => {
  const { button, click, canvas, press, said, spoken, take, window } = open(t);
  click(button);
  take();
  press(canvas, "ArrowRight");
  assert.match(said(), /^Embedding of token 0, number 1: –, ∂L\/∂w –, last update –$/);
  assert.equal(spoken.textContent, said());
  for (let k = 0; k < 8; k += 1) press(canvas, "ArrowRight");
  assert.match(said(), /^W_Q, from number 2 of h to number 1 of Q: \+0\.01000,/);
  canvas.dispatchEvent(new window.PointerEvent("pointermove", { clientX: 0, clientY: 0 }));
  assert.match(said(), /^All parameters/);
});

test("matrices are drawn again when a number or the selection changes, and only while they are open", (t) => {
  const { button, click, canvas, press, store, picture } = open(t);
  for (const invalidate of picture.invalidators) t.after(effect(invalidate));
  const ctx = canvas.getContext("2d");
  const isDrawnAfter = (act) => {
    act();
    ctx.painted.length = 0;
    picture.draw();
    return ctx.painted.length > 0;
  };
  const nothing = () => undefined;
  const arrow = () => press(canvas, "ArrowRight");
  const take = () => store.takeFrame({ ...store.frame.value });
  const steps = [take, () => click(button), nothing, take, arrow, nothing];
  assert.deepEqual(steps.map(isDrawnAfter), [false, true, false, true, true, false]);
});
