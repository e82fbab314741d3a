/** Examples of saved runs. */

export const PICTURE = { kind: "surface", width: 2, values: btoa("\x00\x80\xff\x80"), n_classes: 0 };

/** @param {object} [fields] */
export const runOf = (fields = {}) => ({
  id: "a",
  name: null,
  created: 1_700_000_000,
  changed: 1_700_000_000,
  step: 12345,
  summary: {
    dataset: "circle",
    hidden: [4, 2],
    activation: "tanh",
    has_twin: false,
    train_loss: 0.01234,
    test_loss: null,
    test_accuracy: 0.9,
    picture: PICTURE,
  },
  ...fields,
});
