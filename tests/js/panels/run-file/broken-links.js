/** Links to runs with something wrong, and what a server makes of what is still a text. */

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { deflateRawSync, inflateRawSync } from "node:zlib";

const ROOT = new URL("../../../..", import.meta.url).pathname;
const DOCUMENTS = `${ROOT}/tests/engine/training/timeline/document/documents`;
/** Loads each text in one session, and tells its first answer, and whether the run has changed. */
const SERVER = `
import json, sys
from app.protocol.events import Ack, Error
from app.session.run.pending_seek import PendingReading
from tests.app.conftest import Desk

desk = Desk()
desk.ask("advance", by="step", count=5)
state = desk.session.state
told = []
for pieces in json.load(sys.stdin):
    before = desk.digest(), len(state.run.timeline.branches), state.run.records
    events = []
    for piece in pieces:
        events = desk.send("load", **piece)
    while isinstance(state.seeking, PendingReading):
        desk.train()
        events += desk.events()
    after = desk.digest(), len(state.run.timeline.branches), state.run.records
    answer = next((e for e in events if isinstance(e, Ack | Error)), None)
    code = answer.code if isinstance(answer, Error) else answer and "loaded"
    told.append([code, after != before])
    if isinstance(answer, Error):
        assert after == before, code
desk.ask("advance", by="step", count=5)
print(json.dumps(told))
`;

const base64url = (bytes) => Buffer.from(bytes).toString("base64url");
const ALPHABET = "ABCXYZabcxyz0189-_%=&#+/ ~é\u0000";

function createRandom(seed) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return { below: (n) => Math.floor(next() * n), pick: (list) => list[Math.floor(next() * list.length)] };
}

/** What can happen to a link on its way, and what somebody can do to it. */
const BREAKS = [
  (run, { below }) => run.slice(0, below(run.length)),
  (run, { below, pick }) => {
    const at = below(run.length);
    return run.slice(0, at) + pick(ALPHABET) + run.slice(at + 1);
  },
  (run, { below, pick }) => {
    const at = below(run.length);
    return run.slice(0, at) + pick(["\n", " ", "%20", "=", "...", "&run=AAAA", "&v=2"]) + run.slice(at);
  },
  (run, { below }) => {
    const [from, length] = [below(run.length), 1 + below(12)];
    return run.slice(0, from) + run.slice(from + length);
  },
  (run) => run.toUpperCase(),
  (run, { below }) => run + run.slice(below(run.length)),
  (run, { below }) => {
    const bytes = Buffer.from(run, "base64url");
    bytes[below(bytes.length)] ^= 1 << below(8);
    return base64url(bytes);
  },
  ...[
    (text, { below }) => text.slice(0, below(text.length)),
    (text, { below, pick }) => {
      const at = below(text.length);
      return text.slice(0, at) + pick('"[]{},:-9ex\\\u0000é') + text.slice(at + 1);
    },
    (text, { below, pick }) => {
      const numbers = [...text.matchAll(/-?\d+(\.\d+)?/g)];
      const { 0: number, index } = numbers[below(numbers.length)];
      return text.slice(0, index) + pick(["-1", "1e999", "99999999999", "0.5", "null", '"7"', "[]"]) + text.slice(index + number.length);
    },
    (text, { below, pick }) => {
      const names = [...text.matchAll(/"[a-z_]+"/g)];
      const { 0: name, index } = names[below(names.length)];
      return text.slice(0, index) + pick(['"a"', '"format"', '"version"', "7"]) + text.slice(index + name.length);
    },
  ].map((spoil) => (run, random) => base64url(deflateRawSync(spoil(inflateRawSync(Buffer.from(run, "base64url")).toString(), random)))),
];

/** Returns fragments with broken runs. @param {number} n */
export function brokenLinks(n) {
  const random = createRandom(7);
  const runs = ["v1-branched.json", "v1-changed.json"].map((name) => {
    const { expected: _, ...run } = JSON.parse(readFileSync(`${DOCUMENTS}/${name}`, "utf8"));
    return base64url(deflateRawSync(JSON.stringify(run)));
  });
  return Array.from({ length: n }, (_, k) => `v=1&dataset=xor&run=${BREAKS[k % BREAKS.length](random.pick(runs), random)}`);
}

/** Sends messages to a session, those of each link together; returns the code of the answer to each, and whether the run is another one. */
export const answersOf = (sent) =>
  JSON.parse(
    execFileSync(process.env["PYTHON"] ?? "python3", ["-c", SERVER], { cwd: ROOT, input: JSON.stringify(sent), encoding: "utf8", maxBuffer: 2 ** 24 }),
  );
