import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { formatFragment, keyOf, MAX_LENGTH, observerKeyOf, parseFragment, unshareable } from "../../../../static/js/panels/share/fragment.js";
import { INITIAL_STATE } from "../../../../static/js/state/store/reducer.js";

const EXPERIMENT = {
  dataset: "circle",
  n_samples: 500,
  noise: 0,
  train_share: 0.5,
  data_seed: 0,
  features: null,
  standardize: null,
  hidden: [4, 2],
  activation: "tanh",
  output: null,
  use_bias: true,
  loss: "squared_error",
  initializer: "glorot_uniform",
  initializer_scale: null,
  initial_parameters: null,
  optimizer: "sgd",
  learning_rate: 0.03,
  eps: 1e-8,
  l2: 0,
  max_norm: null,
  batch_size: 10,
  patience: null,
  seed: 0,
};
const PRESETS = [{ name: "vanishing", message: "", experiment: { hidden: Array(8).fill(8), activation: "sigmoid" }, view: { lens: "gradients" } }];
const SCHEMA = {
  experiment: EXPERIMENT,
  view: INITIAL_STATE.view,
  choices: { lens: ["weights", "gradients", "updates"], tab: ["train", "twins"], by: ["op", "layer", "phase", "step", "epoch"] },
  ranges: { speed: [0.001, 1e6], smoothing: [0, 1] },
  presets: PRESETS,
};
const DEFAULT = { experiment: EXPERIMENT, view: INITIAL_STATE.view, theme: "system" };

/** A small generator, so that a failure can be made again. */
function generator(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const below = (n) => Math.floor(next() * n);
  return { next, below, pick: (list) => list[below(list.length)], list: (low, high, make) => Array.from({ length: low + below(high - low + 1) }, make) };
}

/** A random state in which any field may differ. */
function randomState(seed) {
  const { next, below, pick, list } = generator(seed);
  const names = ["relu", "tanh", "x1_squared", "sepal_length", "leaky-relu"];
  const make = {
    dataset: () => pick(["xor", "spiral"]),
    n_samples: () => 4 + below(9996),
    noise: next,
    train_share: next,
    data_seed: () => below(2 ** 32),
    features: () => list(1, 5, () => pick(names)),
    standardize: () => pick([true, false]),
    hidden: () => list(0, 8, () => 1 + below(128)),
    activation: () => pick(["relu", list(2, 8, () => pick(names))]),
    output: () => pick(["softmax", "linear"]),
    use_bias: () => false,
    loss: () => "huber",
    initializer: () => "zeros",
    initializer_scale: () => next() * 100,
    optimizer: () => "adam",
    learning_rate: () => next() * 10 ** (below(20) - 18),
    eps: () => 10 ** -below(17),
    l2: next,
    max_norm: next,
    batch_size: () => pick(["full", 1 + below(500)]),
    patience: () => 1 + below(100),
    seed: () => below(2 ** 32),
  };
  const some = Object.entries(make)
    .filter(() => next() < 0.5)
    .map(([name, value]) => [name, value()]);
  const view = {
    lens: pick(SCHEMA.choices.lens),
    by: pick(SCHEMA.choices.by),
    speed: pick([null, 1, 500, 20]),
    showTest: pick([true, false]),
    discretise: pick([true, false]),
  };
  return { experiment: { ...EXPERIMENT, ...Object.fromEntries(some) }, view: { ...INITIAL_STATE.view, ...view }, theme: pick(["system", "light", "dark"]) };
}

test("the default state needs no fragment", () => {
  assert.equal(formatFragment(SCHEMA, DEFAULT), "");
  assert.equal(parseFragment(SCHEMA, "").isEmpty, true);
  assert.deepEqual(parseFragment(SCHEMA, "#").problems, []);
});

test("a link is short and can be read by people", () => {
  const state = {
    experiment: { ...EXPERIMENT, dataset: "xor", hidden: [8, 8], activation: ["relu", "tanh"], batch_size: "full" },
    view: { ...INITIAL_STATE.view, speed: null, showTest: true, hover: { kind: "input", index: 0 } },
    theme: "dark",
  };
  assert.equal(formatFragment(SCHEMA, state), "v=1&dataset=xor&hidden=8,8&activation=relu,tanh&batch_size=full&speed=full&show_test=true&theme=dark");
});

test("what is written is read again, for 500 random states", () => {
  for (let seed = 0; seed < 500; seed += 1) {
    const state = randomState(seed);
    const fragment = formatFragment(SCHEMA, state);
    const found = parseFragment(SCHEMA, `#${fragment}`);
    assert.deepEqual(found.problems, [], fragment);
    assert.ok(fragment.length < MAX_LENGTH);
    assert.match(fragment, /^(v=1(&[a-z0-9_]+=[\w.,+-]*)+)?$/);
    assert.deepEqual({ ...EXPERIMENT, ...found.experiment }, state.experiment, fragment);
    assert.deepEqual({ ...INITIAL_STATE.view, ...found.view }, state.view, fragment);
    assert.equal(found.theme ?? "system", state.theme);
    const again = { experiment: { ...EXPERIMENT, ...found.experiment }, view: { ...INITIAL_STATE.view, ...found.view }, theme: found.theme };
    assert.equal(formatFragment(SCHEMA, again), fragment);
  }
});

test("a preset stands for its settings, and settings beside it win", () => {
  const found = parseFragment(SCHEMA, "learning_rate=0.3&activation=relu&preset=vanishing");
  assert.deepEqual(found.experiment, { hidden: Array(8).fill(8), activation: "relu", learning_rate: 0.3 });
  assert.equal(found.view.lens, "gradients");
  assert.equal(found.preset, "vanishing");
  assert.match(parseFragment(SCHEMA, "preset=nonsense").problems[0], /no experiment "nonsense"/);
});

test("unknown keys are passed over without a word", () => {
  const found = parseFragment(SCHEMA, "v=1&utm_source=x&noise=0.2&__proto__=1&constructor=2&toString=3&hover=1&shortcuts=false&initial=");
  assert.deepEqual(found.experiment, { noise: 0.2 });
  assert.deepEqual(found.view, {});
  assert.deepEqual(found.problems, []);
  assert.equal({}.polluted, undefined);
  assert.equal(Object.getPrototypeOf(found.experiment), Object.prototype);
});

for (const [pair, word] of [
  ["learning_rate=banana", "banana"],
  ["learning_rate=1e999", "1e999"],
  ["learning_rate=", '""'],
  ["learning_rate=0x10", "0x10"],
  ["learning_rate=NaN", "NaN"],
  ["hidden=4,,2", "4,,2"],
  ["hidden=a", "a"],
  ["activation=<b>", "<b>"],
  ["use_bias=perhaps", "perhaps"],
  ["lens=sound", "sound"],
  ["speed=0", "0"],
  ["speed=-5", "-5"],
  ["speed=1e7", "1e7"],
  ["smoothing=full", "full"],
  ["smoothing=2", "2"],
  ["theme=pink", "pink"],
  ["dataset=../x", "../x"],
  ["show_test=2", "2"],
]) {
  test(`${pair} is refused by name and leaves the rest`, () => {
    const found = parseFragment(SCHEMA, `${pair}&noise=0.25`);
    const [key] = pair.split("=");
    assert.deepEqual(found.experiment, { noise: 0.25 });
    assert.equal(found.problems.length, 1);
    assert.ok(found.problems[0].startsWith(key) && found.problems[0].includes(word), found.problems[0]);
  });
}

test("a version that is not ours is said, and what is known is read", () => {
  const found = parseFragment(SCHEMA, "v=2&noise=0.25");
  assert.deepEqual(found.experiment, { noise: 0.25 });
  assert.match(found.problems[0], /version is "2"/);
});

/** Links as they were given before there were runs in links, and what is in them; none may ever change. */
const OLD_LINKS = [
  ["#v=1", {}, {}, null],
  ["#v=1&dataset=xor&hidden=4,2&activation=relu&lens=gradients", { dataset: "xor", hidden: [4, 2], activation: "relu" }, { lens: "gradients" }, null],
  ["#v=1&preset=vanishing&seed=7", { hidden: Array(8).fill(8), activation: "sigmoid", seed: 7 }, { lens: "gradients" }, null],
  [
    "#v=1&activation=relu,tanh&batch_size=full&max_norm=2&use_bias=false",
    { activation: ["relu", "tanh"], batch_size: "full", max_norm: 2, use_bias: false },
    {},
    null,
  ],
  ["#v=1&learning_rate=0.07&patience=none&view=twins&twin.activation=relu", { learning_rate: 0.07, patience: null }, { tab: "twins" }, { activation: "relu" }],
  ["#v=1&twin=same&by=epoch&speed=full&smoothing=0.5", {}, { by: "epoch", speed: null, smoothing: 0.5 }, {}],
  [
    "#v=1&hidden=1&initial_parameters=0.5,-1,b0.1/2,b-0.25&seed=3",
    {
      hidden: [1],
      initial_parameters: [
        { W: [[0.5, -1]], b: [0.1] },
        { W: [[2]], b: [-0.25] },
      ],
      seed: 3,
    },
    {},
    null,
  ],
  [
    "#v=1&own=1,2,~c;3,4,~d&own_names=a,b&run=abc",
    {
      dataset: {
        x: [
          [1, 2],
          [3, 4],
        ],
        y: ["c", "d"],
        names: ["a", "b"],
      },
    },
    {},
    null,
  ],
];

test("links of earlier days open what they did", () => {
  for (const [link, experiment, view, twin] of OLD_LINKS) {
    const found = parseFragment(SCHEMA, link);
    assert.deepEqual([found.problems, found.experiment, found.view, found.twin], [[], experiment, view, twin], link);
  }
});

test("of a key given twice the last value holds", () => {
  assert.deepEqual(parseFragment(SCHEMA, "noise=0.1&noise=0.2").experiment, { noise: 0.2 });
});

test("a fragment at the limit is read, one past it is not", () => {
  const padded = (length) => `noise=0.2&x=${"y".repeat(length - 12)}`;
  assert.deepEqual(parseFragment(SCHEMA, padded(MAX_LENGTH)).experiment, { noise: 0.2 });
  for (const length of [MAX_LENGTH + 1, 100 * MAX_LENGTH]) {
    const found = parseFragment(SCHEMA, padded(length));
    assert.equal(found.isEmpty, true);
    assert.match(found.problems[0], /longer than 8\u2009192/);
  }
});

test("any text can be read: 2,000 random ones", () => {
  const alphabet = [
    ..."&=,#%+.-eE019\u0000\ud800\u202e<>\"'",
    "v=1",
    "hidden",
    "noise",
    "lens",
    "preset",
    "__proto__",
    "%ff",
    "%00",
    "%F0%9F%98%80",
    "\u{1f600}",
  ];
  for (let seed = 0; seed < 2000; seed += 1) {
    const { list, pick } = generator(seed);
    const found = parseFragment(SCHEMA, list(0, 60, () => pick(alphabet)).join(""));
    assert.ok(Object.keys(found.experiment).every((name) => name in EXPERIMENT));
    assert.ok(Object.keys(found.view).every((name) => name in INITIAL_STATE.view));
    for (const value of Object.values(found.experiment).flat()) assert.ok(typeof value !== "number" || Number.isFinite(value));
    for (const problem of found.problems)
      assert.ok(problem.length < 160 && !["\u0000", "\u202e", "\ud800"].some((sign) => problem.includes(sign)), JSON.stringify(problem));
  }
});

test("tables of numbers cannot be carried, and are named", () => {
  const many = [{ W: [Array.from({ length: 3000 }, (_, k) => k + 0.5)], b: [0] }];
  const experiment = { ...EXPERIMENT, dataset: { x: [[1, 2]], y: ["a"] }, initial_parameters: many, seed: 3 };
  assert.equal(formatFragment(SCHEMA, { ...DEFAULT, experiment }), "v=1&seed=3");
  assert.deepEqual(unshareable(SCHEMA, experiment), ["dataset", "initial_parameters"]);
});

test("given weights are carried, to their last digit, for the twin too", () => {
  const given = [
    { W: [[0.1 + 0.2, -1e-300]], b: [1 / 3] },
    { W: [[5]], b: [0] },
  ];
  const experiment = { ...EXPERIMENT, hidden: [1], initial_parameters: given };
  const fragment = formatFragment(SCHEMA, { ...DEFAULT, experiment, twin: { initial_parameters: given } });
  assert.match(fragment, /&initial_parameters=0.30000000000000004,-1e-300,b0.3333333333333333\/5,b0&/);
  const found = parseFragment(SCHEMA, fragment);
  assert.deepEqual(found.experiment, { hidden: [1], initial_parameters: given });
  assert.deepEqual(found.twin, { initial_parameters: given });
  assert.deepEqual(found.problems, []);
  assert.deepEqual(unshareable(SCHEMA, experiment), []);
  assert.deepEqual(parseFragment(SCHEMA, "initial_parameters=none").experiment, { initial_parameters: null });
  assert.equal(parseFragment(SCHEMA, "initial_parameters=1,x").problems.length, 1);
});

test("no part of the view is spelt like a setting of the experiment", () => {
  assert.deepEqual(
    Object.keys(INITIAL_STATE.view)
      .map(keyOf)
      .filter((key) => key in EXPERIMENT || key === "v" || key === "theme"),
    [],
  );
});

test("only a whole link to observe has a key", () => {
  const key = "abcdefghij_KLMNOP-123";
  assert.equal(observerKeyOf(`#look=${key}`), key);
  for (const hash of ["", "#", "#look=", "#look=short", `#look=${key}&x=1`, `#v=1&look=${key}`, `#look=${"a".repeat(65)}`, `#look=${key}%20`]) {
    assert.equal(observerKeyOf(hash), null, hash);
  }
});

test("a link has the view of the whole page, and the twin by what differs", () => {
  const twin = { activation: "relu", hidden: [8, 8], clip_norm: null };
  const text = formatFragment(SCHEMA, { ...DEFAULT, view: { ...SCHEMA.view, tab: "twins" }, twin });
  assert.equal(text, "v=1&view=twins&twin.activation=relu&twin.hidden=8,8&twin.clip_norm=none");
  const schema = { ...SCHEMA, experiment: { ...EXPERIMENT, clip_norm: null } };
  const found = parseFragment(schema, text);
  assert.deepEqual([found.twin, found.view, found.problems], [twin, { tab: "twins" }, []]);
});

test("a twin that is the same in everything has a key of its own; an older link has none", () => {
  assert.equal(formatFragment(SCHEMA, { ...DEFAULT, twin: {} }), "v=1&twin=same");
  assert.deepEqual(parseFragment(SCHEMA, "v=1&twin=same").twin, {});
  assert.deepEqual(parseFragment(SCHEMA, "v=1&twin=same&twin.seed=3").twin, { seed: 3 });
  assert.equal(parseFragment(SCHEMA, "v=1&seed=3").twin, null);
  assert.equal(parseFragment(SCHEMA, "twin.activation=relu").isEmpty, false);
});

test("a bad value of the twin is reported, an unknown field is ignored", () => {
  const found = parseFragment(SCHEMA, "v=1&seed=4&twin.seed=much&twin.nothing=3");
  assert.deepEqual([found.twin, found.problems.length], [null, 1]);
  assert.match(found.problems[0], /twin\.seed.*much.*4/);
});

test("the twin of a preset is not a part of its view", () => {
  const presets = [{ name: "race", message: "", experiment: {}, view: { tab: "twins", twin: { activation: "relu" } } }];
  const found = parseFragment({ ...SCHEMA, presets }, "preset=race&twin.seed=1");
  assert.deepEqual([found.view, found.twin], [{ tab: "twins" }, { activation: "relu", seed: 1 }]);
});

test("the names of a table's columns and targets come back from a link; an older link has none", () => {
  const named = {
    x: [
      [1, 2],
      [3, 4],
    ],
    y: [
      [5, 6],
      [7, 8],
    ],
    names: ["width, cm", "height"],
    target_names: ["price & €", "rent"],
  };
  const experiment = { ...SCHEMA.experiment, dataset: { table: "abc" } };
  const text = formatFragment(SCHEMA, { experiment, view: {}, theme: null, samples: named });
  assert.deepEqual(parseFragment(SCHEMA, text).experiment["dataset"], named);
  const older = text.replace(/&own_targets=[^&]*/, "");
  const { target_names: _none, ...rest } = named;
  assert.deepEqual(parseFragment(SCHEMA, older).experiment["dataset"], rest);
  assert.deepEqual(parseFragment(SCHEMA, `${older}&own_targets=one`).experiment["dataset"], rest);
});
