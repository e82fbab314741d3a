/** A program of five operations, one of each phase, as the server sends it. */

const sentence = (text) => ({ key: "text", values: { text } });

const op = (phase, layer, latex, name) => ({
  phase,
  layer,
  words: sentence(name),
  latex,
  role: "activation",
  writes: ["value"],
  shape: phase === "update" ? [25] : [4, 10],
  sentence: sentence(`${name} did something`),
  code: phase === "update" ? null : { file: "engine/functions/kinds.py", line: 186, text: "np.dot(W, x, z)" },
});

export const OPS = [
  op("forward", 0, "z = W x + b", "weighted sum"),
  op("forward", 0, "a = \\tanh z", "activation"),
  op("loss", 0, "\\frac{\\partial L}{\\partial a} = a - y", "gradient of the loss"),
  op("backward", 0, "\\delta = da \\odot f'(z)", "error back through f'"),
  op("update", null, "w \\leftarrow w + \\Delta", "apply"),
];

export const programOf = (more = {}) => ({
  type: "program",
  id: 1,
  run: 0,
  step: 121,
  done: 2,
  batch_index: 20,
  n_batches: 25,
  batch: [4, 7],
  ops: OPS,
  ...more,
});
