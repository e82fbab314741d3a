/** A small attention network whose step is computed here with plain loops, and the frame that shows it. */

import { frameOf, groupOf, networkOf } from "./examples.js";

/** Numbers that look like random ones, the same each time. */
export function numbers(count, seed) {
  let state = seed;
  return Float64Array.from({ length: count }, () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647 - 0.5;
  });
}

/** The network, with T positions, a vocabulary, and a width that its heads share. */
export const attentionNetwork = ({ T = 3, tokens = 4, width = 4, heads = 2, causal = false, norm = false } = {}) => ({
  ...networkOf(1, 1),
  kind: "attention",
  sites: "nth",
  layers: [],
  columns: T,
  sequence: {
    n_steps: T,
    channels: [...Array.from({ length: tokens }, (_, k) => `token ${k}`), ...Array.from({ length: T }, (_, k) => `position ${k + 1}`)],
    n_target_steps: T,
    walls: [],
    n_heads: heads,
  },
  nodes: [
    groupOf("x", tokens + T, [null], { has_gradient: false }),
    groupOf("h", width, [0], { kind: "affine without bias", block: 0 }),
    ...(norm ? [groupOf("n", width, [0, 1, 2], { kind: "rms norm" })] : []),
    groupOf("qkv", 3 * width, [0], { kind: "affine without bias", block: 1 }),
    groupOf("S", heads * T, [0], { kind: "scores" }),
    groupOf("A", heads * T, [0], { kind: causal ? "causal attention" : "attention" }),
    groupOf("C", width, [0], { kind: "weighted values" }),
    groupOf("h", width, [1, 2], { kind: "add" }),
    groupOf("z", 2 * width, [0], { kind: "affine", block: 3 }),
    groupOf("a", 2 * width, [0], { kind: "relu" }),
    groupOf("z", tokens, [1], { kind: "affine", block: 5 }),
    groupOf("a", tokens, [1], { kind: "softmax", has_gradient: false }),
  ],
  blocks: blocksOf(tokens, T, [["stream", width]], [["hidden", 2 * width]]),
});

/** Blocks of parameters with the names and labels of the engine. */
function blocksOf(tokens, T, stream, hidden) {
  const inputs = [...Array.from({ length: tokens }, (_, k) => `input: token ${k}`), ...Array.from({ length: T }, (_, k) => `input: position ${k + 1}`)];
  const block = (name, rows, columns, use_bias = false) => ({ name, rows, columns, use_bias });
  const [[, width]] = stream;
  return [
    block(
      "embedding",
      stream,
      inputs.map((name) => [name, 1]),
    ),
    block(
      "queries, keys and values",
      ["query", "key", "value"].map((name) => [name, width]),
      stream,
    ),
    block("attention output", stream, [["head", width]]),
    block("hidden layer", hidden, stream, true),
    block("hidden output", stream, hidden, true),
    block("output", [["output", tokens]], stream, true),
  ];
}

/** Values and gradients (rows x T) by name and site: those of attention by their formulas, the others any numbers. */
export function attentionStep({ T = 3, tokens = 4, width = 4, heads = 2, causal = false, norm = false } = {}) {
  const d = width / heads;
  const x = new Float64Array((tokens + T) * T);
  const inputs = Array.from({ length: T }, (_, t) => (2 * t + 1) % tokens);
  inputs.forEach((token, t) => {
    x[token * T + t] = 1;
    x[(tokens + t) * T + t] = 1;
  });
  const embedding = numbers(width * (tokens + T), 11);
  const projection = numbers(3 * width * width, 12).map((each) => 3 * each);
  const h = product(embedding, x, width, tokens + T, T);
  const read = norm ? normed(h, width, T) : h;
  const qkv = product(projection, read, 3 * width, width, T);
  const [S, A, dA, dS] = [0, 1, 2, 3].map(() => new Float64Array(heads * T * T));
  const C = new Float64Array(width * T);
  const dC = numbers(width * T, 13);
  const dqkv = new Float64Array(3 * width * T);
  for (let head = 0; head < heads; head += 1) {
    for (let q = 0; q < T; q += 1) {
      const at = (k) => (head * T + k) * T + q;
      const keys = Array.from({ length: T }, (_, k) => k);
      const read = keys.filter((k) => !causal || k <= q);
      const rows = Array.from({ length: d }, (_, i) => head * d + i);
      for (const k of keys) {
        S[at(k)] = rows.reduce((sum, i) => sum + qkv[i * T + q] * qkv[(width + i) * T + k], 0) / Math.sqrt(d);
        dA[at(k)] = rows.reduce((sum, i) => sum + dC[i * T + q] * qkv[(2 * width + i) * T + k], 0);
      }
      const total = read.reduce((sum, k) => sum + Math.exp(S[at(k)]), 0);
      for (const k of read) A[at(k)] = Math.exp(S[at(k)]) / total;
      const mean = keys.reduce((sum, k) => sum + A[at(k)] * dA[at(k)], 0);
      for (const k of keys) {
        dS[at(k)] = A[at(k)] * (dA[at(k)] - mean);
        for (const i of rows) {
          C[i * T + q] += A[at(k)] * qkv[(2 * width + i) * T + k];
          dqkv[i * T + q] += (dS[at(k)] * qkv[(width + i) * T + k]) / Math.sqrt(d);
          dqkv[(width + i) * T + k] += (dS[at(k)] * qkv[i * T + q]) / Math.sqrt(d);
          dqkv[(2 * width + i) * T + k] += A[at(k)] * dC[i * T + q];
        }
      }
    }
  }
  const probabilities = new Float64Array(tokens * T).fill(0.1 / (tokens - 1));
  for (let t = 0; t < T; t += 1) probabilities[(t % tokens) * T + t] = 0.9;
  const any = (rows, seed) => numbers(rows * T, seed);
  const values = {
    x: [x],
    h: [h, any(width, 21), any(width, 22)],
    qkv: [qkv],
    S: [S],
    A: [A],
    C: [C],
    z: [any(2 * width, 23), any(tokens, 24)],
    a: [any(2 * width, 25), probabilities],
  };
  const grads = {
    ...{ h: [31, 32, 33].map((seed) => any(width, seed)), qkv: [dqkv], S: [dS], A: [dA], C: [dC] },
    ...{ z: [any(2 * width, 34), any(tokens, 35)], a: [any(2 * width, 36), null] },
  };
  return { values, grads, inputs, weights: [embedding, projection] };
}

/** rows x inner by inner x T. */
function product(W, x, rows, inner, T) {
  const out = new Float64Array(rows * T);
  for (let i = 0; i < rows; i += 1) for (let t = 0; t < T; t += 1) for (let j = 0; j < inner; j += 1) out[i * T + t] += W[i * inner + j] * x[j * T + t];
  return out;
}

/** Each column divided by its root mean square. */
function normed(h, width, T) {
  return h.map((each, at) => {
    let sum = 0;
    for (let i = 0; i < width; i += 1) sum += h[i * T + (at % T)] ** 2;
    return each / Math.sqrt(sum / width + 1e-5);
  });
}

export const NAMES = ["x", "h", "qkv", "S", "A", "C", "a", "z"];

/** The frame of that step; the targets are the tokens 0, 1, 2, ... */
export function attentionFrame(options = {}, more = {}) {
  const network = attentionNetwork(options);
  const { values, grads, weights } = attentionStep(options);
  const { columns: T, nodes } = network;
  const numbersOf = (all, groups) => groups.flatMap(({ name, sites }) => sites.flatMap((site) => [...(all[name]?.[site ?? 0] ?? [])]));
  const watched = nodes.filter(({ name }) => NAMES.includes(name));
  const [value, grad] = [
    numbersOf(values, watched),
    numbersOf(
      grads,
      watched.filter(({ has_gradient }) => has_gradient),
    ),
  ];
  const tokens = network.sequence.channels.length - T;
  const target = Float32Array.from({ length: tokens * T }, (_, i) => (Math.floor(i / T) === (i % T) % tokens ? 1 : 0));
  const width = nodes.find(({ name }) => name === "h").n_rows;
  const sections = {
    node_value: [[value.length], value],
    node_grad: [[grad.length], grad],
    node_target: [[tokens, T], target],
    "W_before.0": [[width, tokens + T], weights[0]],
    "W_before.1": [[3 * width, width], weights[1]],
  };
  return { network, frame: frameOf(sections, { nodes: NAMES, ...more }) };
}
