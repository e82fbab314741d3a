import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { createFilmScene, FILM } from "../../../../../static/js/panels/export/film/scene.js";
import { paintedIn, recordingContext, textsOf } from "../../../canvas.js";
import { CIRCLE, networkOf, recurrentOf } from "../../../examples.js";
import { COLOURS, openNetworkPage } from "../pictures/open.js";

const LOSS = {
  id: "loss-chart",
  title: () => "Loss",
  curves: () => ({
    columns: { steps: [0, 100], series: [[1, 0.1]] },
    names: ["train"],
    colors: ["#112233"],
    dashes: [[]],
    kind: { isLog: true },
    steps: [0, 900],
    logSteps: false,
    smoothing: 0,
    marks: [{ step: 50, text: "rate" }],
  }),
};

/** Of a dense network there is no picture of a kind. */
const NO_KIND = { isKind: false, close: () => undefined };

function open(t, more, kind = NO_KIND) {
  const opened = openNetworkPage(t, more);
  opened.drawn.charts = [LOSS];
  const ctx = recordingContext({ width: FILM.width, height: FILM.height });
  const scene = createFilmScene(opened.context, ctx, { link: "http://host/#v=1", first: 0, last: 100, kind });
  const paint = (step) => {
    ctx.painted.length = 0;
    scene.paint({ ...opened.store.frame.value, step });
    return ctx.painted;
  };
  return { ...opened, ctx, paint };
}

test("each picture has its step, the settings and the link", (t) => {
  const { ctx, paint } = open(t);
  paint(42);
  const texts = textsOf(ctx);
  assert.ok(texts.includes("step 42") && texts.includes("http://host/#v=1"), String(texts));
  assert.ok(texts.some((text) => text.startsWith("circle · ")));
});

test("the line in the chart moves with the step, and covers what comes", (t) => {
  const { ctx, paint } = open(t);
  const lineAt = (step) => {
    paint(step);
    return paintedIn(ctx, COLOURS.accent).find(({ does }) => does === "fillRect").args[0];
  };
  const [start, middle, end, beyond] = [0, 50, 100, 200].map(lineAt);
  assert.ok(Math.abs(middle - (start + end) / 2) < 1e-9 && start < end);
  assert.equal(beyond, end);
  paint(50);
  const cover = ctx.painted.find(({ does, globalAlpha }) => does === "fillRect" && globalAlpha < 1);
  assert.ok(cover && cover.args[0] > start && cover.args[0] < end);
});

test("edges are those of the frame, borders and samples are painted once", (t) => {
  const { ctx, paint } = open(t);
  paint(1);
  const edges = ctx.painted.filter(({ does, path }) => does === "stroke" && path.some(([kind]) => kind === "bezierCurveTo"));
  assert.equal(edges.length, 13);
  const layers = ctx.painted.filter(({ does, args }) => does === "drawImage" && args.length === 3);
  assert.equal(layers.length, 3, "borders, samples, chart");
  paint(2);
  assert.deepEqual(
    ctx.painted.filter(({ does, args }) => does === "drawImage" && args.length === 3).map(({ args }) => args[0]),
    layers.map(({ args }) => args[0]),
  );
});

test("another network in the past has its own borders", (t) => {
  const { ctx, paint, store } = open(t);
  paint(1);
  const [before] = ctx.painted.filter(({ does, args }) => does === "drawImage" && args.length === 3).map(({ args }) => args[0]);
  store.dispatch({ type: "network", ...networkOf(2, 2, 1) });
  paint(2);
  const [after] = ctx.painted.filter(({ does, args }) => does === "drawImage" && args.length === 3).map(({ args }) => args[0]);
  assert.notEqual(before, after);
});

test("without a plane the network has the room, without charts there is none", (t) => {
  const { drawn, context, store } = openNetworkPage(t, { data: { ...CIRCLE, domain: null, axis_names: [] } });
  const ctx = recordingContext({ width: FILM.width, height: FILM.height });
  createFilmScene({ ...context, charts: () => drawn.charts }, ctx, { link: "", first: 0, last: 1, kind: NO_KIND }).paint(store.frame.value);
  const xs = ctx.painted.filter(({ does, path }) => does === "stroke" && path.length === 2).map(({ path }) => path[1].at(-2));
  assert.ok(Math.max(...xs) > 480);
  assert.equal(ctx.painted.filter(({ does, args }) => does === "drawImage" && args.length === 3).length, 1);
});

test("a network that is not dense is painted by its kind, in the place of units and edges", async (t) => {
  const calls = [];
  const kind = {
    isKind: true,
    paint: async (sheet, frame, { isFirst, width, height }) => void calls.push([sheet.ctx === ctx, frame.step, isFirst, width, height]),
  };
  const { ctx, paint, settle } = open(t, { network: recurrentOf() }, kind);
  paint(3);
  await settle();
  paint(4);
  await settle();
  assert.deepEqual(calls, [
    [true, 3, true, 480, 272],
    [true, 4, false, 480, 272],
  ]);
  assert.ok(textsOf(ctx).includes("step 4"));
  assert.ok(!ctx.painted.some(({ path }) => path?.some(([of]) => of === "bezierCurveTo")), "no edges");
});
