/** Answers about checks, as the server sends them. */

export const checkOf = (more = {}) => ({
  type: "gradient_check",
  id: 1,
  run: 0,
  step: 121,
  done: 5,
  value: 0.5,
  backprop: 0.0191782181119,
  numeric: 0.0191782181125,
  h: 1e-5,
  loss_plus: 0.4002,
  loss_minus: 0.3998,
  error: 1.5e-11,
  resolution: 1e-11,
  n_kinks: 0,
  kinks: [],
  verdict: "agrees",
  values: [-0.5, 0, 0.5, 1, 1.5],
  losses: [0.42, 0.41, 0.4, 0.42, 0.45],
  ...more,
});

export const placeOf = (column, verdict, error) => ({ ...checkOf({ verdict, error }), place: { layer: 0, row: 1, column } });

export const turnOf = (more = {}) => ({
  type: "gradients_checked",
  id: 1,
  run: 0,
  step: 121,
  first: 0,
  after: null,
  n: 4,
  of: 4,
  errors: [1e-11, 3e-10, 0.2, 0],
  verdicts: ["agrees", "agrees", "kink", "zero"],
  worst: [placeOf(0, "kink", 0.2), placeOf(null, "agrees", 3e-10)],
  ...more,
});
