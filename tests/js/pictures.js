/** A small convolutional network with numbers that were computed by hand: two filters, one stage, pictures of 4 by 4 pixels. */

import { frameOf, groupOf, networkOf } from "./examples.js";

const READ = { channels: 1, rows: 4, columns: 4, size: 3, stride: 1 };
const FILTERS = ["filters 1: 1", "filters 1: 2"];
const POOLED = { channels: 2, rows: 2, columns: 2, size: 2, stride: 2 };

/** A network of one stage for pictures of two classes. */
export const CONVOLUTION = {
  ...networkOf(1, 1),
  kind: "convolution",
  sites: "stage",
  layers: [],
  picture: [4, 4],
  blocks: [
    { name: "layer 1", rows: FILTERS.map((label) => [label, 1]), columns: [["input: 1", 9]], use_bias: true },
    { name: "layer 2", rows: [["output", 2]], columns: FILTERS.map((label) => [label, 1]), use_bias: true },
  ],
  nodes: [
    groupOf("x", 16, [null], { has_gradient: false }),
    groupOf("z", 8, [0], { kind: "convolution", block: 0, patches: READ }),
    groupOf("a", 8, [0], { kind: "relu" }),
    groupOf("pool", 2, [0], { kind: "max pool", patches: POOLED }),
    groupOf("z", 2, [1], { kind: "affine", block: 1 }),
    groupOf("a", 2, [1], { kind: "softmax", has_gradient: false }),
  ],
};

/** Of two stages, the second of which reads two maps. */
export const TWO_STAGES = {
  ...CONVOLUTION,
  picture: [8, 8],
  blocks: [
    CONVOLUTION.blocks[0],
    { name: "layer 2", rows: [1, 2, 3].map((k) => [`filters 2: ${k}`, 1]), columns: FILTERS.map((label) => [label, 9]), use_bias: false },
    { ...CONVOLUTION.blocks[1], name: "layer 3", columns: [1, 2, 3].map((k) => [`filters 2: ${k}`, 1]) },
  ],
  nodes: [
    groupOf("x", 64, [null], { has_gradient: false }),
    groupOf("z", 72, [0], { kind: "convolution", block: 0, patches: { ...READ, rows: 8, columns: 8 } }),
    groupOf("a", 72, [0], { kind: "tanh" }),
    groupOf("pool", 18, [0], { kind: "average pool", patches: { ...POOLED, rows: 6, columns: 6 } }),
    groupOf("z", 3, [1], { kind: "convolution without bias", block: 1, patches: { ...READ, channels: 2, rows: 3, columns: 3 } }),
    groupOf("a", 3, [1], { kind: "tanh" }),
    groupOf("pool", 3, [1], { kind: "average pool", patches: { ...POOLED, channels: 3, rows: 1, columns: 1, size: 1, stride: 1 } }),
    groupOf("z", 2, [2], { kind: "affine without bias", block: 2 }),
    groupOf("a", 2, [2], { kind: "softmax", has_gradient: false }),
  ],
};

/** x: pixel (row, column) is 10 row + column. */
export const PIXELS = Array.from({ length: 16 }, (_, i) => 10 * Math.floor(i / 4) + (i % 4));
/** Filter 1 reads the pixel in the middle of its patch, filter 2 the one at its upper left, less 4. */
export const KERNELS = [0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0];
const Z = [11, 12, 21, 22, -4, -3, 6, 7];
const A = [11, 12, 21, 22, 0, 0, 6, 7];
/** delta of both maps: max pooling hands it to the last pixel of each. */
export const DELTAS = [0, 0, 0, 0.5, 0, 0, 0, -0.25];

/** A frame of it that follows a sample of class 2. */
export const convolutionFrame = (more = {}) => ({
  ...frameOf({
    "W.0": [[2, 9], KERNELS],
    "b.0": [[2], [0, -4]],
    "W_before.0": [[2, 9], KERNELS],
    "b_before.0": [[2], [0, -4]],
    "dW.0": [[2, 9], Array.from({ length: 18 }, (_, i) => i / 10)],
    "db.0": [[2], [0.5, -0.25]],
    "update_W.0": [[2, 9], Array.from({ length: 18 }, (_, i) => -i / 100)],
    "update_b.0": [[2], [-0.05, 0.025]],
    "W.1": [
      [2, 2],
      [0.1, 0.2, 0.3, 0.4],
    ],
    "b.1": [[2], [0.5, 0.6]],
    "dW.1": [
      [2, 2],
      [1, 2, 3, 4],
    ],
    "db.1": [[2], [5, 6]],
    "update_W.1": [
      [2, 2],
      [-1, -2, -3, -4],
    ],
    "update_b.1": [[2], [-5, -6]],
    node_value: [[16 + 8 + 8 + 2 + 2 + 2], [...PIXELS, ...Z, ...A, 22, 7, 4.1, 10, 0.25, 0.75]],
    node_grad: [[8 + 8 + 2 + 2], [...DELTAS, ...DELTAS, 0.5, -0.25, 0.25, -0.25]],
    node_target: [[2], [0, 1]],
    ...more,
  }),
  nodes: ["x", "z", "a", "pool"],
});

/** The answer to `gradient_terms` for the weight of filter 1 in the middle, of one sample. */
export const TERMS = {
  type: "terms_found",
  id: 1,
  run: 0,
  step: 3,
  done: 9,
  n_ops: 9,
  sample: 0,
  position: 0,
  in_batch: true,
  mean_over: 2,
  block: 0,
  row: 0,
  column: 4,
  symbol: "w",
  gradient: 12,
  value: 11,
  along: "grid",
  terms: [0, 0, 0, 11],
  deltas: [0, 0, 0, 0.5],
  inputs: [11, 12, 21, 22],
  sites: null,
  grid: [2, 2],
  bars: { samples: [4, 0], terms: [1, 11], deltas: null, inputs: null, n_left_out: 0, rest: 0 },
};
