import assert from "node:assert/strict";
import { test } from "node:test";
import { branchById, commonStep, originOf } from "../../../../static/js/scene/time/branches.js";
import { branchOf, changeAt } from "../../examples.js";

const rate = changeAt(300, "learning_rate", 0.03, 0.3);
const adam = changeAt(400, "optimizer", "sgd", "adam");
const lower = changeAt(300, "learning_rate", 0.03, 0.1);

/** A run; one that left it at 300, and one that left that at 350; one that left the run at 100; another run. */
const BRANCHES = [
  branchOf(0, { end: 900, events: [rate, adam] }),
  branchOf(1, { parent: 0, forked_at: 300, end: 700, events: [lower] }),
  branchOf(2, { parent: 1, forked_at: 350, end: 500, events: [lower, changeAt(350, "l2", 0, 0.01)] }),
  branchOf(3, { parent: 0, forked_at: 100, end: 200, events: [changeAt(100, "batch_size", 10, 20)] }),
  branchOf(4, { end: 50 }),
];

test("two branches have in common what the first of them to leave has", () => {
  /** The steps in common, from the definition: each branch has those of its parent up to where it left. */
  const stepsOf = (id) => {
    const { parent, forked_at, end } = branchById(BRANCHES, id);
    const before = parent === null ? [] : stepsOf(parent);
    return Array.from({ length: end + 1 }, (_, step) => (step > forked_at || parent === null ? `${id}:${step}` : before[step]));
  };
  for (const first of [0, 1, 2, 3, 4]) {
    for (const second of [0, 1, 2, 3, 4]) {
      const [own, others] = [stepsOf(first), new Set(stepsOf(second))];
      const last = own.findLastIndex((step) => others.has(step));
      const found = commonStep(BRANCHES, first, second);
      assert.equal(found === Infinity ? own.length - 1 : (found ?? -1), last, `${first} and ${second}`);
    }
  }
});

test("a branch whose parent is deleted has nothing in common with the others", () => {
  const rest = BRANCHES.filter(({ id }) => id !== 1);
  assert.equal(commonStep(rest, 2, 0), null);
  assert.deepEqual(originOf(rest, rest[1])?.event, BRANCHES[2].events[1]);
});

test("a branch comes from the first event that its parent does not have", () => {
  assert.deepEqual(originOf(BRANCHES, BRANCHES[1]), { event: lower, index: 0, isLeftOut: false });
  assert.equal(originOf(BRANCHES, BRANCHES[2])?.index, 1);
  assert.equal(originOf(BRANCHES, BRANCHES[3])?.event.step, 100);
  assert.equal(originOf(BRANCHES, BRANCHES[0]), null);
});

test("a branch without an event of its parent is told from one with another event at that step", () => {
  const without = branchOf(5, { parent: 0, forked_at: 300, end: 900, events: [adam] });
  assert.deepEqual(originOf([...BRANCHES, without], without), { event: rate, index: 0, isLeftOut: true });
  const withoutLast = branchOf(6, { parent: 0, forked_at: 400, end: 900, events: [rate] });
  assert.deepEqual(originOf([...BRANCHES, withoutLast], withoutLast), { event: adam, index: 1, isLeftOut: true });
  const later = branchOf(7, { parent: 0, forked_at: 400, end: 900, events: [rate, changeAt(600, "l2", 0, 1)] });
  assert.ok(originOf([...BRANCHES, later], later)?.isLeftOut, "it was changed later");
  const left = branchOf(8, { parent: 0, forked_at: 200, end: 210, events: [] });
  assert.equal(originOf([...BRANCHES, left], left), null, "nothing has happened to it");
});
