/** The time strip on a page whose session has a past: two changes, two more branches. */

import { createPast } from "../../../../static/js/panels/time/base/past.js";
import { createSeeks } from "../../../../static/js/state/time/seeks.js";
import { openPanels } from "../../dom.js";
import { branchOf, changeAt, frameOf, statusOf, timelineOf } from "../../examples.js";

export const RATE = changeAt(300, "learning_rate", 0.03, 0.3);
export const ADAM = changeAt(600, "optimizer", "sgd", "adam", { index: 1 });
export const BRANCHES = [
  branchOf(0, { end: 1000, loss: 0.02, events: [RATE, ADAM] }),
  branchOf(1, { parent: 0, forked_at: 300, end: 900, loss: 0.01, events: [changeAt(300, "learning_rate", 0.03, 0.1)] }),
  branchOf(2, { parent: 0, forked_at: 500, end: 700, name: "with L2", events: [RATE, changeAt(500, "l2", 0, 0.01)] }),
];

export function openPast(t, options = {}) {
  const opened = openPanels(t, options);
  const { store, asked, context, answers } = opened;
  answers.submit = (_name, request) => request();
  for (const step of [0, 250, 500, 750, 1000]) store.takeFrame(frameOf({}, { step, trainLoss: 1 / (1 + step) }));
  /** The server tells the branches and where it is. */
  const tell = (more = {}) => {
    const event = timelineOf(BRANCHES, more);
    store.dispatch(statusOf({ running: false, step: event.step }));
    store.dispatch(event);
  };
  tell();
  const sought = () => asked.filter(([name, request]) => name === "ask" && request.type === "seek").map(([, { type: _type, ...goal }]) => goal);
  opened.answersTo.seek = ({ step }) => ({ step });
  const seeks = createSeeks(store, context.actions, context.ask);
  const past = createPast(store, seeks);
  const label = (_field, value) => value;
  return { ...opened, tell, sought, seeks, past, label };
}
