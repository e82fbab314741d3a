import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { openRecurrent } from "./open.js";

test("the legend says what the strongest colour is, for each family of numbers", (t) => {
  const { take, draw, text, after, part } = openRecurrent(t);
  take({
    sections: {
      "W.0": [
        [2, 4],
        [1, -3, 0, 0, 0, 0, 0, 0],
      ],
      node_target: [[1, 1], [-2.5]],
    },
  });
  draw();
  after(200);
  assert.match(text("legend"), /units ±0\.410 · weights ±3\.00 · inputs ±0\.170 · outputs ±2\.50/);
  assert.match(part("scale").lastElementChild.title, /^Hue is the sign/);
});

test("gradients of units and weights are called so, with the decades of their colours", (t) => {
  const { take, draw, text, after, part, view } = openRecurrent(t);
  view({ nodeLens: "delta", lens: "gradients" });
  take();
  draw();
  after(200);
  assert.match(text("legend"), /gradients of units ±2\.00, log · inputs/, "the gradients of the weights are not there yet");
  assert.match(part("scale").lastElementChild.title, /10⁻⁶/);
});

test("of an LSTM c has a scale of its own, and the factors are those of c", (t) => {
  const { take, draw, text, after } = openRecurrent(t, { network: { kind: "lstm" } });
  take();
  draw();
  after(200);
  assert.match(text("legend"), /units ±0\.4\d+ · c ±0\.410/);
  assert.match(text("legend"), /rms ∂L\/∂c.*f forget gate.*h path through h/);
});

test("twin and wall are in the legend while they are in the picture; of two alike the second says all", (t) => {
  const hidden = (opened) => [".twin", ".wall"].map((sign) => opened.box.querySelector(`.time-sign${sign}`).parentElement.hidden);
  const alone = openRecurrent(t, { network: { walls: [2] } });
  alone.take();
  assert.deepEqual(hidden(alone), [true, false]);
  assert.equal(alone.part("legend").classList.contains("is-in-other-legend"), false);
});

test("beside a twin of another kind the first has the signs that only it has", (t) => {
  const opened = openRecurrent(t, { twin: { kind: "lstm" } });
  opened.take();
  assert.equal(opened.box.querySelector(".time-sign.twin").parentElement.hidden, false);
  const { classList } = opened.part("legend");
  assert.deepEqual([classList.contains("is-in-other-legend"), classList.contains("is-short")], [false, false], "alone on screen it has its own");
  opened.view({ tab: "twins" });
  assert.deepEqual([classList.contains("is-in-other-legend"), classList.contains("is-short")], [false, true], "the signs of an RNN are not those of an LSTM");
});

test("of two alike the second legend says all", (t) => {
  const alike = openRecurrent(t, { twin: { kind: "rnn" } });
  alike.view({ tab: "twins" });
  alike.take();
  assert.equal(alike.part("legend").classList.contains("is-in-other-legend"), true);
});
