import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { makePictures } from "../../../../static/js/panels/distributions/pictures.js";
import { magnitudePicture, rangePicture, signalPicture } from "../../../../static/js/scene/distributions/distributions.js";
import { distributionFrame } from "../../distribution-frame.js";
import { openPage } from "../../dom.js";

/** Draws a frame; `picture(i)` is what there is of the i-th picture: z, a, delta, W, dW, update/W. */
function drawn(t, counts) {
  const { byId } = openPage(t);
  const box = byId("distributions-figures");
  const pictures = makePictures(box);
  const frame = distributionFrame(counts);
  pictures.signal(signalPicture(frame, 0));
  pictures.range(rangePicture(frame, 0));
  pictures.magnitudes((name) => magnitudePicture(frame, 0, name));
  const picture = (i) => {
    const figure = box.querySelectorAll("figure")[i];
    return {
      paths: [...figure.querySelectorAll("path")].map((path) => path.getAttribute("d")),
      label: figure.querySelector("svg").getAttribute("aria-label"),
      ticks: [...figure.querySelectorAll(".figure-ticks span")].map(({ textContent }) => textContent),
      text: figure.textContent,
    };
  };
  return picture;
}

test("z is drawn over f and f', and the share where f' is nearly 0 is written", (t) => {
  const { paths, label, ticks, text } = drawn(t, { z: { 33: 6, 49: 2 } })(0);
  assert.equal(paths.length, 4);
  assert.ok(paths.every((path) => path.length > 0));
  assert.deepEqual(ticks, ["−8", "−4", "0", "4", "8"]);
  assert.ok(text.includes(words("distributions.flat", { share: "25\u2009%" })));
  assert.equal(label, words("distributions.z.spoken", { low: "0.125", middle: "0.125", high: "0.125", share: "25\u2009%" }));
});

test("a has the ticks of its range", (t) => {
  const { ticks, label } = drawn(t, { a: { 4: 1 }, scope: [1, 1, 0, 1] })(1);
  assert.deepEqual(ticks, ["0", "1"]);
  assert.ok(label.endsWith(words("distributions.a.spoken", { low: "0", high: "1" })));
});

test("magnitudes are spoken: their size, their signs, zeros and what is smaller", (t) => {
  const picture = drawn(t, { delta: { last: -5, zeros: 2, small: 1, positive: { 79: 5 }, negative: { 79: 2 } }, W: { zeros: 4 }, dW: {} });
  assert.deepEqual(picture(2).ticks, ["0 <", "10⁻³", "10⁻¹"]);
  assert.equal(
    picture(2).label,
    `δ: ${[
      words("distributions.spoken.size", { size: "0.07" }),
      words("distributions.spoken.positive", { share: "50\u2009%" }),
      words("distributions.spoken.zero", { share: "20\u2009%" }),
      words("distributions.spoken.small", { share: "10\u2009%" }),
    ].join("; ")}`,
  );
  assert.deepEqual(picture(3).ticks, ["0", "", ""]);
  assert.ok(picture(3).label.startsWith(`W: ${words("distributions.spoken.zeros")}`));
  assert.equal(picture(4).label, `∂L/∂W: ${words("distributions.empty")}`);
});

test("what is not there yet has empty pictures that say so", (t) => {
  const picture = drawn(t, { z: null, a: null, delta: null, W: null, dW: null, ratio: null });
  for (let i = 0; i < 6; i += 1) {
    assert.ok(picture(i).paths.every((path) => path === "" || path === null));
    assert.ok(picture(i).label.endsWith(words("distributions.no_step")));
  }
});

test("softmax has no f' to name", (t) => {
  assert.ok(!drawn(t, { z: { 33: 1 }, curve: () => Number.NaN })(0).text.includes(words("distributions.slope_to", { most: "1.0" })));
});
