/** Opens the page with a server whose steps can be gone to, for films of it. */

import { frameOf } from "../../../examples.js";
import { openNetworkPage } from "../pictures/open.js";

/** @param {import("node:test").TestContext} t */
export function openFilmPage(t) {
  const opened = openNetworkPage(t);
  const { store, answersTo, asked, drawn } = opened;
  const frame = store.frame.value;
  const sections = Object.fromEntries([...frame.sections].map(([key, { shape, values }]) => [key, [shape, values]]));
  let command = 1;
  const server = { refuses: null, stopsAt: null };
  answersTo.watch = () => ({ type: "ack", step: 7, command: ++command });
  answersTo.seek = ({ step }) => {
    if (server.refuses === step) return null;
    const reached = server.stopsAt ?? step;
    command += 1;
    const sent = frameOf(sections, { step: reached, command, seq: command });
    queueMicrotask(() => drawn.read?.(sent));
    return { type: "ack", step: reached, command };
  };
  const steps = () => asked.filter(([kind, request]) => kind === "ask" && request.type === "seek").map(([, { step }]) => step);
  return { ...opened, server, steps };
}
