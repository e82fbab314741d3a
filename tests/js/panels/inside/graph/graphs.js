/** Graphs of operations and paths as the server sends them. */

const measure = (symbol, value, n_numbers = 1) => ({ symbol, value, n_numbers });

const LAST = 2;
const groupAt = (layer) => ({ name: layer === LAST ? "output" : "layer", first: layer, last: layer });

/** A network of two hidden layers and an output; `open` layers are shown by their operations. */
export function graphOf({ open = [], dropout = false, ...more } = {}) {
  const nodes = [nodeOf("x", { kind: "input", node: "x", value: measure("x", 2) })];
  const edges = [];
  let last = "x";
  for (const layer of [0, 1, LAST]) {
    const n = layer + 1;
    const group = groupAt(layer);
    if (!open.includes(layer)) {
      const key = `${group.name}${n}`;
      const numbers = { value: measure(`a^{(${n})}`, 0.5, 40), gradient: measure(`\\delta^{(${n})}`, null, 40) };
      nodes.push(nodeOf(key, { part: "group", kind: "tanh", group, node: "a", site: layer, ...numbers }));
      edges.push(edgeOf(last, key, layer ? `W^{(${n})}` : null));
      last = key;
      continue;
    }
    const operations = ["z", "a", ...(dropout && layer < LAST ? ["dropout"] : [])];
    nodes.push(nodeOf(`W${n}`, { part: "W", group, block: layer, row: 1, column: 0, value: measure("w", 0.25), gradient: measure("g", 0.125) }));
    nodes.push(nodeOf(`b${n}`, { part: "b", group, block: layer, row: 1, value: measure("b", 0.1) }));
    edges.push(edgeOf(`W${n}`, `z${n}`, "a"), edgeOf(`b${n}`, `z${n}`, "1"));
    for (const name of operations) {
      const kind = { z: "affine", a: "tanh", dropout: "dropout" }[name];
      nodes.push(nodeOf(`${name}${n}`, { kind, group, node: name, site: layer, row: 1, gradient: measure("d", 0.5) }));
      edges.push(edgeOf(last, `${name}${n}`, "f'"));
      last = `${name}${n}`;
    }
  }
  nodes.push(nodeOf("y", { part: "y", value: measure("y", 1) }));
  nodes.push(nodeOf("loss", { kind: "squared_error", node: "loss", site: LAST, value: measure("L", 0.75) }));
  edges.push(edgeOf(last, "loss", "g"), edgeOf("y", "loss", null));
  return { ...ANSWER, groups: [0, 1, LAST].map(groupAt), open, nodes, edges, ...more };
}

const ANSWER = { type: "op_graph", id: 1, run: 0, step: 3, done: 5, sample: null, in_batch: true };

/** An LSTM of 50 time steps, one of which is open or none. */
export function stepsOf({ open = [], ...more } = {}) {
  const [step = null] = open;
  const parts =
    step === null
      ? [[0, 49]]
      : [
          [0, step - 1],
          [step + 1, 49],
        ].filter(([first, last]) => first <= last);
  const folded = ([first, last]) =>
    nodeOf(last > first ? `step${first + 1}-${last + 1}` : `step${first + 1}`, {
      part: "group",
      group: { name: "step", first, last },
      node: "h",
      site: last,
      value: measure(`h^{(${last + 1})}`, 0.5, 40),
    });
  const own = step === null ? [] : [nodeOf(`h${step + 1}`, { kind: "product", group: { name: "step", first: step, last: step }, node: "h", site: step })];
  const W = nodeOf("W1", { part: "W", block: 0, value: measure("W", 0.3, 320), gradient: measure("g", 0.1, 320) });
  const nodes = [nodeOf("x", { kind: "input", node: "x" }), W, ...parts.map(folded), ...own, nodeOf("loss", { kind: "mse", node: "loss", site: 49 })];
  const edges = parts.map(([first, last]) => ({ ...edgeOf("W1", folded([first, last]).key, "[x;h]"), n_uses: last - first + 1 }));
  const groups = [
    { name: "step", first: 0, last: 49 },
    { name: "output", first: 50, last: 50 },
  ];
  return { ...ANSWER, groups, open, nodes, edges, ...more };
}

const nodeOf = (key, more) => ({
  key,
  part: "value",
  kind: "",
  group: null,
  node: null,
  site: null,
  block: null,
  row: null,
  column: null,
  value: measure("z", 1.5),
  gradient: null,
  wrote: null,
  ...more,
});

const edgeOf = (source, target, symbol) => ({ source, target, derivative: symbol && measure(symbol, 0.5), flow: null, n_uses: 1 });

/** Three paths from weight (1, 0) of layer 1. */
export const pathsOf = (more = {}) => ({
  type: "paths_found",
  id: 1,
  run: 0,
  step: 3,
  done: 9,
  layer: 0,
  row: 1,
  column: 0,
  sample: 6,
  in_batch: true,
  mean_over: 10,
  n_paths: "3",
  n_active: "2",
  n_derivatives: 8,
  total: 0.25,
  gradient: 0.25,
  largest: [pathOf(0, 0.5), pathOf(1, -0.25), pathOf(2, 0)],
  ...more,
});

const pathOf = (unit, product) => ({
  product,
  factors: [
    { symbol: "x_{1}", value: 2, ref: { quantity: "value", node: "x", layer: -1, row: 0, column: null, sample: 6 } },
    { symbol: "f'(z^{(1)}_{2})", value: 0.5, ref: { quantity: "local", node: "a", layer: 0, row: 1, column: null, sample: 6 } },
    { symbol: "w^{(2)}", value: product, ref: { quantity: "W", node: "", layer: 1, row: unit, column: 1, sample: null } },
    { symbol: "j", value: 1, ref: null },
  ],
  weights: [
    { layer: 0, row: 1, column: 0 },
    { layer: 1, row: unit, column: 1 },
  ],
});
