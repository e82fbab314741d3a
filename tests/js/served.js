/** What the server sends, made by the server: descriptions of networks, and headers of frames. */

import { execFileSync } from "node:child_process";
import { python, ROOT } from "./markup.js";

const MAKE = `
import json
from app.protocol.frame_header import FRAME_HEADER, FRAME_KIND
from app.session.messages.describe_network import network_fields
from app.stream.frames import FLAG_MID_STEP, FLAG_RUNNING
from engine import Trainer
from tests.engine.networks_of import EXPERIMENTS
networks = {k: network_fields(Trainer(e)).model_dump(mode="json") for k, e in EXPERIMENTS.items()}
flags = {"none": 0, "running": FLAG_RUNNING, "midStep": FLAG_MID_STEP}
rest = (65535, 2**32 - 1, 2**31, 2**24, 2**16, 2**8, 1 / 3, -0.0)
headers = {k: FRAME_HEADER.pack(FRAME_KIND, f, *rest).hex() for k, f in flags.items()}
print(json.dumps([networks, headers]))
`;

const env = { ...process.env, PYTHONPATH: ROOT, OPENBLAS_NUM_THREADS: "1" };
const [networks, headers] = JSON.parse(execFileSync(python(), ["-c", MAKE], { cwd: ROOT, encoding: "utf8", env }));

/** Networks by their kinds. @type {Record<string, import("../../static/js/protocol.js").NetworkFields>} */
export const NETWORKS = networks;

/** Headers as hexadecimal digits, by the flag that is set in each. @type {Record<"none" | "running" | "midStep", string>} */
export const HEADERS = headers;
