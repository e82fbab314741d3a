/** Answers of the server about a batch of three samples, the last of which is not computed yet. */

export const LOSS = {
  type: "derivation",
  step: 4,
  done: 9,
  batch: [2, 0, 1],
  losses: { latex: "", samples: [2, 0, 1], losses: [0.5, 2, null], outputs: [[0.1, 0.2, null]], targets: [[1, -1, -1]] },
  bars: { samples: [2, 0, 1], terms: [0.1, 0.4, null], deltas: null, inputs: null, n_left_out: 0, rest: 0 },
};
export const PULL = {
  ...LOSS,
  losses: null,
  bars: { samples: [2, 0, 1], terms: [-0.25, 0.125, null], deltas: [1, 1, null], inputs: [1, 1, 1], n_left_out: 0, rest: 0 },
};
