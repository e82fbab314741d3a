/** Small examples of what the server sends, and a theme whose colours are their names. */

/** A frame with sections `{ name: [shape, values] }`. */
export const frameOf = (sections, more = {}) => ({
  layout: 1,
  seq: 1,
  step: 0,
  epoch: 0,
  command: 0,
  running: false,
  midStep: false,
  lossStep: more.step ?? 0,
  trainLoss: 0.5,
  testLoss: 0.6,
  nodes: [],
  twin: null,
  ...more,
  sections: new Map(
    Object.entries(sections).map(([key, [shape, values]]) => [key, { shape, values: ArrayBuffer.isView(values) ? values : Float32Array.from(values) }]),
  ),
});

/** The sections of the signal lens: two inputs, two units, one output. */
export const SIGNAL = {
  "W_before.0": [
    [2, 2],
    [1, 2, -3, 0.5],
  ],
  "b_before.0": [[2], [0.25, -1]],
  "a_prev.0": [[2], [2, -4]],
  "z.0": [[2], [-5.75, -9]],
  "a.0": [[2], [-1, -0.5]],
  "W_before.1": [
    [1, 2],
    [4, -8],
  ],
  "a_prev.1": [[2], [-1, -0.5]],
};

/** A network with these numbers of inputs, hidden units and outputs. */
export const networkOf = (...sizes) => ({
  kind: "dense",
  sites: "layer",
  layers: sizes.slice(1).map((fan_out, index) => ({ index, fan_in: sizes[index], fan_out, activation: "tanh" })),
  use_bias: true,
  input_names: Array.from({ length: sizes[0] }, (_, i) => `x${i + 1}`),
  loss: "squared_error",
  optimizer: "sgd",
  n_parameters: sizes.slice(1).reduce((sum, n, i) => sum + n * (sizes[i] + 1), 0),
  blocks: sizes.slice(1).map((n, i) => ({ name: `layer ${i + 1}`, rows: [["unit", n]], columns: [["unit", sizes[i]]], use_bias: true })),
  nodes: [],
  columns: 1,
  sequence: null,
  picture: null,
  n_evaluated: [3, 2],
});

/** A group of nodes of a graph. */
export const groupOf = (name, n_rows, sites, more = {}) => ({ name, kind: "input", n_rows, sites, block: null, patches: null, has_gradient: true, ...more });

/** A recurrent network of one input and so many steps and units, with an output after the last step. */
export const recurrentOf = (n_steps, units) => ({
  ...networkOf(1, 1),
  kind: "rnn",
  sites: "step",
  layers: [],
  input_names: Array.from({ length: n_steps }, (_, i) => `x ${i + 1}`),
  blocks: [
    {
      name: "cell",
      rows: [["h", units]],
      columns: [
        ["x", 1],
        ["h", units],
      ],
      use_bias: true,
    },
    { name: "output", rows: [["o", 1]], columns: [["h", units]], use_bias: true },
  ],
  nodes: [
    groupOf("x", 1, steps(n_steps), { has_gradient: false }),
    groupOf("h", units, steps(n_steps), { kind: "activation" }),
    groupOf("o", 1, [null], { kind: "affine", block: 1 }),
  ],
  columns: 1,
  sequence: { n_steps, channels: ["x"], n_target_steps: 1, walls: [], n_heads: 1 },
  picture: null,
});

const steps = (n) => Array.from({ length: n }, (_, i) => i);

/** Two classes in the plane: three training samples, two test samples. */
export const CIRCLE = {
  task: "classification",
  n_samples: [3, 2],
  n_classes: 2,
  class_names: ["inside", "outside"],
  domain: [
    [-6, 6],
    [-6, 6],
  ],
  axis_names: ["x₁", "x₂"],
  axis_choices: [],
  input_names: ["x1", "x2"],
  input_ranges: [
    [-3, 3],
    [-3, 2.5],
  ],
  target_names: [],
  target_means: [0],
  target_deviations: [1],
  pictures: null,
  train: { x: [0, 3, -3], y: [0, 3, -3], label: [1, -1, -1] },
  test: { x: [1, -4], y: [1, 4], label: [1, -1] },
};

/** Two values of an own table, learnt scaled: three training samples, two test samples. */
export const VALUES = {
  ...CIRCLE,
  task: "regression",
  n_classes: 0,
  class_names: [],
  target_names: ["price", "rent"],
  target_means: [300, 2],
  target_deviations: [20, 2],
  train: { ...CIRCLE.train, label: [280, 300, 320] },
  test: { ...CIRCLE.test, label: [260, 310] },
};

/** Pictures of two pixels in three classes: two training samples, one test sample. */
export const PICTURES = {
  ...CIRCLE,
  n_samples: [2, 1],
  n_classes: 3,
  class_names: ["zero", "one", "two"],
  domain: null,
  axis_names: [],
  input_names: ["pixel_0", "pixel_1"],
  pictures: { rows: 1, columns: 2, pixels: btoa(String.fromCharCode(0, 255, 100, 200, 50, 60)) },
  train: { x: [], y: [], label: [0, 1] },
  test: { x: [], y: [], label: [2] },
};

export const welcomeOf = (experiment, { data = CIRCLE, network = networkOf(2, 4, 2, 1), ...more } = {}) => ({
  type: "welcome",
  id: 1,
  session: "secret",
  observer_key: "key-to-observe-with",
  resumed: false,
  step: 0,
  running: false,
  steps_per_second: null,
  experiment,
  protocol: "backprop-live.v1",
  data,
  network,
  ...more,
});

/** The event of a twin that has ReLU in place of tanh; null has none. */
export const twinOf = (more = {}) =>
  more === null
    ? { type: "twin", experiment: null, network: null, differences: {}, first_difference: null }
    : {
        type: "twin",
        experiment: { activation: "relu" },
        network: networkOf(2, 4, 2, 1),
        differences: { activation: ["tanh", "relu"] },
        first_difference: 1,
        ...more,
      };

export const statusOf = (more = {}) => ({
  type: "status",
  running: true,
  step: 5,
  epoch: 0,
  batch: 5,
  steps_per_second: 100,
  train_loss: 0.5,
  test_loss: 0.6,
  train_accuracy: 0.9,
  test_accuracy: 0.8,
  train_error: null,
  test_error: null,
  op: null,
  message: "",
  ...more,
});

const COLORS = [
  "ground",
  "panel",
  "sunken",
  "ink",
  "muted",
  "hairline",
  "edge",
  "accent",
  "positive",
  "negative",
  "forward",
  "backward",
  "pointRing",
  "pointPositive",
  "pointNegative",
  "curveTrain",
  "curveTest",
  "runA",
  "runB",
  "boundary",
];
const numbered = (name, n) => Array.from({ length: n }, (_, i) => `${name} ${i}`);

export const THEME = {
  ...Object.fromEntries(COLORS.map((name) => [name, name])),
  dark: false,
  map: Uint32Array.from({ length: 256 }, (_, i) => i),
  mapCss: numbered("map", 256),
  lines: numbered("line", 129),
  linesPacked: Uint32Array.from({ length: 129 }, (_, i) => 0xff000000 + i),
  sizes: Uint32Array.from({ length: 256 }, (_, i) => 0xdd000000 + i),
  groundPacked: 0xffffffff,
  panelPacked: 0xffeeeeee,
  hairlinePacked: 0xffdddddd,
  classes: numbered("class", 10),
  pointClasses: numbered("point of class", 10),
  classesRgb: [
    [200, 0, 0],
    [0, 200, 0],
    [0, 0, 200],
  ],
  middle: [250, 250, 250],
  layers: (n) => numbered("layer", n),
  rem: 13,
  font: "Inter",
};

/** One branch of the past. */
export const branchOf = (id, more = {}) => ({
  id,
  name: null,
  parent: null,
  forked_at: 0,
  end: 0,
  loss: 0.5,
  dataset: "circle",
  hidden: [4, 2],
  activation: "tanh",
  events: [],
  ...more,
});

/** The list of branches; the session is at the end of the first one. */
export const timelineOf = (branches, more = {}) => ({
  type: "timeline",
  branches,
  current: branches[0].id,
  step: branches[0].end,
  n_events: branches[0].events.length,
  ...more,
});

/** A change of one setting, as the timeline lists it. */
export const changeAt = (step, field, before, after, more = {}) => ({ index: 0, step, kind: "change", run: 0, changes: [{ field, before, after }], ...more });
