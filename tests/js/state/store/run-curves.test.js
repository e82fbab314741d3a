import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { RunCurves } from "../../../../static/js/state/store/run-curves.js";

const frame = (step, rms = [], more = {}) => ({
  step,
  midStep: false,
  lossStep: step,
  trainLoss: step / 10,
  testLoss: step / 5,
  ...more,
  sections: new Map([
    ["gradient_rms", { shape: [rms.length], values: Float64Array.from(rms) }],
    ["delta_rms", { shape: [rms.length], values: Float64Array.from(rms, (value) => 10 * value) }],
  ]),
});
const status = (step) => ({ step, train_loss: step / 10, test_loss: step / 5, train_accuracy: 0.5, test_accuracy: 0.25 });
const stepsOf = (history) => history.columns().steps;

test("frames extend losses, deltas and gradients, status events accuracies", () => {
  const curves = new RunCurves();
  curves.addFrame(frame(10, [1, 2]), 0);
  curves.addStatus(status(12), 0);
  assert.deepEqual(curves.losses.columns(), { steps: [10], series: [[1], [2]] });
  assert.deepEqual(curves.layers.dW.columns(), { steps: [10], series: [[1], [2]] });
  assert.deepEqual(curves.layers.delta.columns(), { steps: [10], series: [[10], [20]] });
  assert.deepEqual(curves.accuracies.columns(), { steps: [12], series: [[0.5], [0.25]] });
});

test("without frames for a second, status events extend the losses", () => {
  const curves = new RunCurves();
  curves.addStatus(status(1), 0);
  curves.addFrame(frame(2), 1000);
  curves.addStatus(status(3), 2000);
  assert.deepEqual(stepsOf(curves.losses), [1, 2]);
  curves.addStatus(status(4), 2001);
  curves.addStatus(status(2), 9000);
  assert.deepEqual(stepsOf(curves.losses), [1, 2, 4], "an older status adds nothing");
  assert.deepEqual(stepsOf(curves.accuracies), [1, 3, 4]);
});

test("a run that goes back and trains again adds nothing before its end", () => {
  const curves = new RunCurves();
  for (const step of [1, 2, 3]) {
    curves.addFrame(frame(step, [step, step]), 0);
    curves.addStatus(status(step), 0);
  }
  const before = JSON.stringify([curves.losses, curves.accuracies, curves.layers.dW].map(stepsOf));
  for (const step of [1, 2]) {
    curves.addFrame(frame(step, [9, 9]), 10);
    curves.addStatus(status(step), 10);
  }
  assert.equal(JSON.stringify([curves.losses, curves.accuracies, curves.layers.dW].map(stepsOf)), before);
  curves.addFrame(frame(4, [4, 4]), 20);
  assert.deepEqual(curves.layers.dW.columns(), {
    steps: [1, 2, 3, 4],
    series: [
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ],
  });
});

test("before the first step there are no gradients, and none while all are unknown", () => {
  const curves = new RunCurves();
  curves.addFrame(frame(0, [0, 0]), 0);
  curves.addFrame(frame(1, [NaN, NaN]), 0);
  assert.deepEqual(stepsOf(curves.layers.dW), []);
  curves.addFrame(frame(2, [NaN, 1]), 0);
  assert.deepEqual(stepsOf(curves.layers.dW), [2]);
  assert.deepEqual(stepsOf(curves.losses), [0, 1, 2]);
});

test("a frame from the middle of a step adds nothing and changes no step of the past", () => {
  const curves = new RunCurves();
  curves.addFrame(frame(2, [3, 4]), 0);
  for (const rms of [
    [NaN, 9],
    [8, 9],
  ])
    curves.addFrame(frame(2, rms, { midStep: true, trainLoss: 77 }), 0);
  assert.deepEqual(
    [curves.losses.columns().series[0], curves.layers.dW.columns().series, curves.layers.delta.columns().series],
    [[0.2], [[3], [4]], [[30], [40]]],
  );
});

test("losses of an earlier step belong to that, those of a twin too", () => {
  const curves = new RunCurves();
  const sections = new Map([["accuracies", { shape: [2], values: Float64Array.of(0.5, 0.25) }]]);
  const at = (step, lossStep) => {
    const own = { ...frame(step, [1], { lossStep, trainLoss: lossStep / 10, testLoss: lossStep / 5 }) };
    return { ...own, sections: new Map([...own.sections, ...sections]), twin: { trainLoss: lossStep, testLoss: 2 * lossStep, sections } };
  };
  for (const [step, lossStep] of [
    [10, 10],
    [14, 10],
    [25, 20],
    [30, 30],
  ])
    curves.addFrame(at(step, lossStep), 0);
  assert.deepEqual(curves.losses.columns(), {
    steps: [10, 20, 30],
    series: [
      [1, 2, 3],
      [2, 4, 6],
    ],
  });
  assert.deepEqual(stepsOf(curves.layers.dW), [10, 14, 25, 30]);
  assert.deepEqual(stepsOf(curves.twinLosses), [10, 20, 30]);
  assert.deepEqual(curves.twinLosses.columns().series[2], [10, 20, 30]);
  assert.deepEqual(stepsOf(curves.twinAccuracies), [10, 20, 30]);
  curves.addFrame(at(40, 30), 0);
  assert.deepEqual([curves.losses.lastStep, curves.lastStep], [30, 40]);
});

test("a step keeps what was measured first, but for step 0", () => {
  const curves = new RunCurves();
  const at = (step, loss) => ({
    frame: frame(step, [], { trainLoss: loss, twin: { trainLoss: loss, testLoss: loss, sections: new Map() } }),
    status: { ...status(step), train_accuracy: loss },
  });
  for (const [step, first, later] of [
    [0, 1, 2],
    [5, 3, 4],
  ]) {
    for (const loss of [first, later]) {
      curves.addFrame(at(step, loss).frame, 0);
      curves.addStatus(at(step, loss).status, 0);
    }
  }
  assert.deepEqual(curves.losses.columns().series[0], [2, 3]);
  assert.deepEqual(curves.twinLosses.columns().series[2], [2, 3]);
  assert.deepEqual(curves.accuracies.columns().series[0], [2, 3]);
});

test("a frame that is older than the losses does not extend them", () => {
  const curves = new RunCurves();
  curves.addFrame(frame(5), 0);
  curves.addFrame(frame(3), 0);
  assert.deepEqual(stepsOf(curves.losses), [5]);
});

test("a jump back removes what came later from every curve", () => {
  const curves = new RunCurves();
  for (const step of [1, 2, 3]) {
    curves.addFrame(frame(step, [1]), 0);
    curves.addStatus(status(step), 0);
  }
  curves.truncate(2);
  for (const history of [curves.losses, curves.layers.delta, curves.layers.dW, curves.accuracies]) assert.deepEqual(stepsOf(history), [1, 2]);
});

test("a twin's losses are at the same steps as the run's, whose past stays", () => {
  const curves = new RunCurves();
  const both = (step, loss) => curves.addFrame(frame(step, [], { twin: { trainLoss: loss, testLoss: 2 * loss, sections: new Map() } }), 0);
  curves.addFrame(frame(10), 0);
  both(20, 5);
  both(30, 6);
  both(25, 7);
  curves.addFrame(frame(30, [], { midStep: true, twin: { trainLoss: 99, testLoss: 99, sections: new Map() } }), 0);
  assert.deepEqual(curves.twinLosses.columns(), {
    steps: [10, 20, 30],
    series: [
      [1, 2, 3],
      [2, 4, 6],
      [null, 5, 6],
      [null, 10, 12],
    ],
  });
  curves.truncate(20);
  assert.deepEqual(stepsOf(curves.twinLosses), [10, 20]);
});

test("a twin's accuracies are beside the run's", () => {
  const curves = new RunCurves();
  const withShares = (made, ...shares) => {
    made.sections.set("accuracies", { shape: [2], values: Float64Array.from(shares) });
    return made;
  };
  curves.addStatus(status(10), 0);
  curves.addFrame(withShares(frame(20, [], { twin: withShares(frame(20), 0.9, NaN) }), 0.8, 0.7), 0);
  curves.addFrame(frame(30, [], { twin: frame(30) }), 0);
  assert.deepEqual(curves.twinAccuracies.columns(), {
    steps: [10, 20],
    series: [
      [0.5, 0.8],
      [0.25, 0.7],
      [null, 0.9],
      [null, null],
    ],
  });
  curves.truncate(10);
  assert.deepEqual(stepsOf(curves.twinAccuracies), [10]);
});

test("the server's histories of both give the losses of both, and that of the run alone none of a twin", () => {
  const curves = new RunCurves();
  const event = (step, loss) => ({
    step,
    train_loss: step.map(() => loss),
    test_loss: step.map(() => 2 * loss),
    train_accuracy: step.map(() => loss / 10),
    test_accuracy: step.map(() => loss / 20),
    gradient_rms: [],
    delta_rms: [],
  });
  curves.load(event([0, 10, 30], 1));
  curves.loadTwin({ ...event([0, 20, 30], 5), run: 1 });
  assert.deepEqual(curves.twinLosses.columns(), {
    steps: [0, 10, 20, 30],
    series: [
      [1, 1, null, 1],
      [2, 2, null, 2],
      [5, null, 5, 5],
      [10, null, 10, 10],
    ],
  });
  assert.deepEqual(curves.twinAccuracies.columns(), {
    steps: [0, 10, 20, 30],
    series: [
      [0.1, 0.1, null, 0.1],
      [0.05, 0.05, null, 0.05],
      [0.5, null, 0.5, 0.5],
      [0.25, null, 0.25, 0.25],
    ],
  });
  curves.load(event([0, 10], 1));
  assert.deepEqual([stepsOf(curves.twinLosses), stepsOf(curves.twinAccuracies)], [[], []]);
});

test("the server's history replaces everything", () => {
  const curves = new RunCurves();
  curves.addFrame(frame(0, [1]), 0);
  curves.load({
    step: [1, 2],
    train_loss: [0.5, 0.4],
    test_loss: [0.6, null],
    train_accuracy: [0.1, 0.2],
    test_accuracy: [0.3, 0.4],
    gradient_rms: [[1], [2]],
    delta_rms: [[3], [4]],
  });
  assert.deepEqual(curves.losses.columns(), {
    steps: [1, 2],
    series: [
      [0.5, 0.4],
      [0.6, null],
    ],
  });
  assert.deepEqual(curves.accuracies.columns().series, [
    [0.1, 0.2],
    [0.3, 0.4],
  ]);
  assert.deepEqual(curves.layers.dW.columns(), { steps: [1, 2], series: [[1, 2]] });
  assert.deepEqual(curves.layers.delta.columns(), { steps: [1, 2], series: [[3, 4]] });
});
