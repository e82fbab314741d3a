/** Recurrent networks as the server describes them, and frames of their nodes. */

import { frameOf, groupOf, networkOf } from "./examples.js";

const steps = (n) => Array.from({ length: n }, (_, t) => t);

/** A plain cell, or an LSTM, with outputs after the last step, or after each. */
export function recurrentNetwork({
  kind = "rnn",
  nSteps = 4,
  units = 2,
  channels = ["value", "mark"],
  walls = [],
  everyStep = false,
  outputs = 1,
  softmax = false,
} = {}) {
  const isLstm = kind === "lstm";
  const start = (name) => groupOf(name, units, [-1], { kind: "start", has_gradient: false });
  const group = (name, rows, more) => groupOf(name, rows, steps(nSteps), more);
  const cell = isLstm
    ? [
        start("h"),
        start("c"),
        group("z", 4 * units, { kind: "affine", block: 0 }),
        group("s", 3 * units, { kind: "sigmoid" }),
        group("g", units, { kind: "tanh" }),
        group("u", units, { kind: "product" }),
        group("v", units, { kind: "product" }),
        group("c", units, { kind: "add" }),
        group("r", units, { kind: "tanh" }),
        group("h", units, { kind: "product" }),
      ]
    : [start("h"), group("z", units, { kind: "affine", block: 0 }), group("h", units, { kind: "tanh" })];
  const sites = everyStep ? steps(nSteps) : [nSteps - 1];
  const joined = (name) => groupOf(name, outputs * nSteps, [null], { kind: "join" });
  const head = [groupOf("o", outputs, sites, { kind: "affine", block: 1 }), ...(everyStep ? [joined("o")] : [])];
  const a =
    everyStep && !softmax ? [joined("a")] : [groupOf("a", outputs, sites, { kind: softmax ? "softmax" : "linear" }), ...(everyStep ? [joined("a")] : [])];
  const gates = isLstm ? ["input gate", "forget gate", "output gate", "candidate"] : ["hidden"];
  return {
    ...networkOf(1, 1),
    kind,
    sites: "step",
    layers: [],
    blocks: [
      {
        name: "cell",
        rows: gates.map((label) => [label, units]),
        columns: [...channels.map((name) => [`input: ${name}`, 1]), ["hidden", units]],
        use_bias: true,
      },
      { name: "output", rows: [["output", outputs]], columns: [["hidden", units]], use_bias: true },
    ],
    nodes: [groupOf("x", channels.length * nSteps, [null], { has_gradient: false }), ...cell, ...head, ...a],
    sequence: { n_steps: nSteps, channels, n_target_steps: everyStep ? nSteps : 1, walls, n_heads: 1 },
  };
}

/**
 * A frame of the nodes with these names: numbers by `value` and `grad`, functions of name,
 * site and row, and their root mean squares.
 */
export function nodeFrame(network, names, { value = () => 0, grad = () => 0, sections = {}, ...more } = {}) {
  const groups = network.nodes.filter(({ name }) => names.includes(name));
  const numbers = (of, number) =>
    of.flatMap(({ name, sites, n_rows }) => sites.map((site) => Array.from({ length: n_rows }, (_, row) => number(name, site, row))));
  const rms = (list) => Math.sqrt(list.reduce((sum, x) => sum + x * x, 0) / list.length);
  const values = numbers(groups, value);
  const grads = numbers(
    groups.filter(({ has_gradient }) => has_gradient),
    grad,
  );
  const flat = (lists) => [[lists.flat().length], lists.flat()];
  const sizes = (lists) => [[lists.length], Float64Array.from(lists, rms)];
  const all = { node_value: flat(values), node_grad: flat(grads), node_rms: sizes(values), node_grad_rms: sizes(grads) };
  return frameOf({ ...all, ...sections }, { step: 7, ...more, nodes: names });
}
