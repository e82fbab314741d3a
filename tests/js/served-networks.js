/** Networks as the server describes them, by their kinds. */

import { execFileSync } from "node:child_process";
import { python, ROOT } from "./markup.js";

const DESCRIBE = `
import json
from app.session.messages.describe_network import network_fields
from engine import Trainer
from tests.engine.networks_of import EXPERIMENTS
print(json.dumps({k: network_fields(Trainer(e)).model_dump(mode="json") for k, e in EXPERIMENTS.items()}))
`;

const env = { ...process.env, PYTHONPATH: ROOT, OPENBLAS_NUM_THREADS: "1" };

/** @type {Record<string, import("../../static/js/protocol.js").NetworkFields>} */
export const NETWORKS = JSON.parse(execFileSync(python(), ["-c", DESCRIBE], { cwd: ROOT, encoding: "utf8", env }));
