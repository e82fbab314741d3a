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
  code: phase === "update" ? null : 0,
});

export const OPS = [
  op("forward", 0, "z = W x + b", "weighted sum"),
  op("forward", 0, "a = \\tanh z", "activation"),
  op("loss", 0, "\\frac{\\partial L}{\\partial a} = a - y", "gradient of the loss"),
  op("backward", 0, "\\delta = da \\odot f'(z)", "error back through f'"),
  op("update", null, "w \\leftarrow w + \\Delta", "apply"),
];

const NAMES = ["weighted sum", "activation", "gradient of the loss", "error back through f'", "apply"];

/** A listing of some operations, whose name is what they are. */
export const listingOf = (ops) => ({ name: JSON.stringify(ops), ops, codes: [{ file: "engine/functions/kinds.py", line: 186, text: "np.dot(W, x, z)" }] });

export const programOf = ({ ops = OPS, done = 2, ...more } = {}) => ({
  type: "program",
  id: 1,
  run: 0,
  step: 121,
  done,
  batch_index: 20,
  n_batches: 25,
  batch: [4, 7],
  sentence: done > 0 ? sentence(`${NAMES[done - 1]} did something`) : null,
  listing: ops && listingOf(ops),
  ...more,
});
