/** A reading of a small table, for tests of the dialog. */

/** @param {object} [changes] @param {object} [table] changes of its table */
export function readingOf(changes = {}, table = {}) {
  const column = { name: "width", kind: "number", role: "input", kinds: ["number", "category"], format: { decimal: ".", thousands: "", unit: "" } };
  const counts = { n_missing: 0, n_refused: 0, n_different: 2, n_inputs: 1, notes: [] };
  return {
    table: {
      separator: ";",
      header: true,
      names: ["width", "kind"],
      rows: [
        ["1.5", "a"],
        ["2", "b"],
      ],
      lines: [2, 3],
      hints: [null, null],
      notes: [],
      faults: [],
      ...table,
    },
    columns: [
      { ...column, ...counts },
      { ...column, ...counts, name: "kind", kind: "category", role: "target", kinds: ["category"], format: null, n_inputs: 0 },
    ],
    decimal: ".",
    preview: [
      {
        line: 2,
        cells: [
          { text: "1.5", mark: null },
          { text: "a", mark: null },
        ],
      },
      {
        line: 3,
        cells: [
          { text: "2", mark: null },
          { text: "b", mark: null },
        ],
      },
    ],
    task: "classification",
    classes: [
      { label: "a", n: 1 },
      { label: "b", n: 1 },
    ],
    n_samples: 2,
    n_inputs: 1,
    notes: [],
    faults: [],
    samples: async () => ({ x: [[1.5], [2]], y: ["a", "b"], names: ["width"], target_names: ["kind"] }),
    ...changes,
  };
}

export const CHOICES = { encoding: null, separator: null, decimal: null, header: null, missing: "leave_out", refused: "fault", columns: {} };
