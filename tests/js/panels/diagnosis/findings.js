/** Findings for the tests of the card. */

export const findingOf = (more = {}) => ({
  rule: "vanishing_derivatives",
  cause: "derivatives",
  layer: 0,
  unit: null,
  evidence: { ratio: 2.97e-6, each: 0.2031, weights: 0.884, derivatives: 0.2296, n: 8, steepest: 0.25 },
  advice: { activation: "relu" },
  target: { layer: 0, unit: null },
  ...more,
});

export const deadOf = (more = {}) =>
  findingOf({
    rule: "dead_units",
    cause: "dead",
    layer: 1,
    unit: 1,
    evidence: { dead: 5, units: 8, share: 0.625 },
    advice: { activation: "leaky_relu" },
    target: { layer: 1, unit: 1 },
    ...more,
  });

export const diagnosisOf = (findings, more = {}) => ({ type: "diagnosis", run: 0, step: 1500, findings, ...more });
