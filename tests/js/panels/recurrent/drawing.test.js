import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { bothScales } from "../../../../static/js/panels/recurrent/both-scales.js";
import { NO_SCALES } from "../../../../static/js/panels/recurrent/layers.js";
import { textsOf } from "../../canvas.js";
import { HEIGHT, openRecurrent } from "./open.js";

const texts = (painted) => textsOf({ painted });

test("cells, names and strip are drawn, each on a canvas of its own", (t) => {
  const { take, draw } = openRecurrent(t);
  take();
  const [cells, marks, strip] = draw();
  assert.equal(cells.at(-1).does, "putImageData");
  assert.ok(["state h", "input x", "value", "rms ∂L/∂h"].every((name) => texts(marks).includes(name)));
  assert.ok(texts(strip).includes("0.50"));
});

test("a narrow picture has short names", (t) => {
  const { take, draw } = openRecurrent(t, { isNarrow: true });
  take();
  const names = texts(draw()[1]);
  assert.ok(names.includes("h") && !names.includes("state h"));
});

test("marks are drawn again only when they change", (t) => {
  const { take, draw } = openRecurrent(t);
  take();
  const [, marks] = draw();
  const before = marks.length;
  marks.length = 0;
  take({ step: 8 });
  assert.equal(draw()[1].length, 0);
  assert.ok(before > 0);
});

test("the run and its twin have the colours of two runs, each its own first", (t) => {
  const { take, draw } = openRecurrent(t, { twin: { kind: "lstm" } });
  take();
  const lines = draw()[2].filter(({ does, strokeStyle }) => does === "stroke" && /^run/.test(strokeStyle));
  assert.deepEqual([...new Set(lines.map(({ strokeStyle }) => strokeStyle))].sort(), ["runA", "runB"]);
  const faint = lines.filter(({ globalAlpha }) => globalAlpha < 1);
  assert.ok(faint.length > 0 && faint.every(({ strokeStyle }) => strokeStyle === "runB"));
});

test("a frame changes cells and strip, a selection is drawn alone", (t) => {
  const { take, draw, press, overlay, box } = openRecurrent(t);
  const sheets = [...box.querySelectorAll(".time-area canvas")].filter(({ hidden }) => hidden);
  const painted = (act) => {
    for (const sheet of sheets) sheet.getContext("2d").painted.length = 0;
    act();
    draw();
    return sheets.map((sheet) => sheet.getContext("2d").painted.length > 0);
  };
  painted(take);
  assert.deepEqual(
    painted(() => take({ step: 8 })),
    [false, true, false],
  );
  assert.deepEqual(
    painted(() => press(overlay, "ArrowUp")),
    [false, false, true],
  );
  assert.deepEqual(
    painted(() => take({ step: 9 })),
    [false, true, false],
  );
});

test("the strip's canvas lies below the cells, and no higher", (t) => {
  const { take, draw, box, shape } = openRecurrent(t);
  take();
  draw();
  const strip = [...box.querySelectorAll(".time-area canvas")].filter(({ hidden }) => !hidden)[2];
  const [top, height] = ["top", "height"].map((name) => parseFloat(strip.style.getPropertyValue(name)));
  assert.ok(top >= shape.axisY && top <= shape.strip.y && Math.abs(top + height - HEIGHT) <= 1);
});

for (const running of [false, true]) {
  test(`larger numbers of the other picture ${running ? "are waited for with the next frame of a run" : "draw the cells of a paused run again"}`, (t) => {
    const { take, draw, store, view } = openRecurrent(t, { twin: {}, running });
    view({ tab: "twins" });
    take();
    const [cells] = draw();
    const before = cells.length;
    bothScales(store, 1).publish({ ...NO_SCALES, states: 99 });
    draw();
    assert.equal(cells.length > before, !running);
    take({ step: 8 });
    draw();
    assert.ok(cells.length > before);
  });
}

test("what is selected is outlined", (t) => {
  const { take, draw, press, overlay } = openRecurrent(t);
  take();
  const outlined = () => draw()[3].filter(({ does, strokeStyle }) => does === "strokeRect" && strokeStyle === "accent").length;
  assert.equal(outlined(), 0);
  press(overlay, "ArrowUp");
  assert.equal(outlined(), 1);
});
