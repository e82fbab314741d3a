/** Gives the `test` of what the quick suite leaves out: it runs where `SLOW_TESTS` is set, as `python3 run.py test --all` does. */

import { test } from "node:test";

/** @type {(name: string, body: (t: import("node:test").TestContext) => unknown) => void} */
export const slow = (name, body) => void test(name, { skip: !process.env["SLOW_TESTS"] }, body);
