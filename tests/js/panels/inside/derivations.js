/** Small examples of what `inspect` answers, with numbers that follow from each other. */

export const refOf = (more) => ({ quantity: "value", node: "a", layer: 0, row: null, column: null, sample: null, ...more });

export const factorOf = (symbol, value, more = {}) => ({ symbol, value, operation: "given", formula: symbol, factors: [], ref: null, ...more });

const DELTA = factorOf("\\delta^{(1)}_{1}", 0.5, { ref: refOf({ quantity: "grad", node: "z", row: 0, sample: 7 }) });
const INPUT = factorOf("x_{1}", -2, { ref: refOf({ quantity: "value", node: "x", layer: -1, row: 0, sample: 7 }) });

/** What sample 7 adds to the gradient of a weight: delta times input. */
export const SHARE = factorOf("g_{7}", -1, { operation: "product", formula: "g = \\delta x", factors: [DELTA, INPUT] });

export const GRADIENT = factorOf("\\partial L/\\partial w", -0.75, { operation: "sum", formula: "\\sum_n \\delta x" });

export const BARS = { samples: [41, 7, 3], terms: [0.25, -1, 0], deltas: [0.5, 0.5, 0], inputs: [0.5, -2, 1], n_left_out: 0, rest: 0 };

export const UPDATE = {
  old: 0.5,
  gradient: -0.75,
  change: 0.0225,
  new: 0.5225,
  learning_rate: 0.03,
  rate: 0.03,
  schedule: "",
  warmup_steps: 0,
  ops: [
    {
      index: 3,
      name: "step",
      latex: "\\Delta = -\\eta\\, g",
      is_done: true,
      changes: [{ symbol: "\\Delta", before: null, after: 0.0225, ref: null }],
      reads: [
        { symbol: "\\eta", formula: "", value: 0.03, ref: null, is_constant: true },
        { symbol: "g", formula: "", value: -0.75, ref: refOf({ quantity: "g", node: "", row: 0, column: 0 }), is_constant: false },
      ],
      between: [{ symbol: "\\eta g", formula: "\\eta \\cdot g", value: -0.0225, ref: null, is_constant: false }],
    },
    {
      index: 4,
      name: "apply",
      latex: "w \\leftarrow w + \\Delta",
      is_done: true,
      changes: [{ symbol: "w^{(1)}_{1,1}", before: 0.5, after: 0.5225, ref: refOf({ quantity: "W", node: "", row: 0, column: 0 }) }],
      reads: [],
      between: [],
    },
  ],
};

export const derivationOf = (more = {}) => ({
  type: "derivation",
  id: 1,
  run: 0,
  step: 121,
  done: 5,
  n_ops: 5,
  target: "weight",
  layer: 0,
  row: 0,
  column: 0,
  sample: 7,
  position: 1,
  in_batch: true,
  mean_over: 3,
  class_name: "inside",
  batch: [41, 7, 3],
  parts: [
    { name: "gradient", factor: GRADIENT },
    { name: "share", factor: SHARE },
  ],
  bars: BARS,
  curve: null,
  update: UPDATE,
  losses: null,
  matrices: [],
  scaling: null,
  ...more,
});
