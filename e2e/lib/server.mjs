// Starts the built program on a free port with a folder of its own, and stops it again.

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

const PATIENCE_MS = 60_000;

/** The release binary, or the one that FEMORIS_BIN names. */
export const binary = process.env.FEMORIS_BIN ?? path.resolve(import.meta.dirname, "../../target/release/femoris");

/** Serves an empty data folder, or with `demo` the example runner. */
export async function serve({ demo = false } = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), "femoris-e2e-"));
  const args = demo ? ["serve", "--port", "0", "--demo"] : ["serve", "--port", "0", "--data", folder];
  const begun = performance.now();
  const child = spawn(binary, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, TMPDIR: folder } });
  let printed = "";
  let log = "";
  child.stderr.on("data", (bytes) => (log += bytes));
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const address = await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no address within ${PATIENCE_MS} ms:\n${printed}\n${log}`)), PATIENCE_MS);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`ended with ${code} before it served:\n${printed}\n${log}`)));
    child.stdout.on("data", (bytes) => {
      printed += bytes;
      const found = printed.match(/http:\/\/127\.0\.0\.1:\d+/);
      if (found) {
        clearTimeout(late);
        resolve(found[0]);
      }
    });
  });
  return {
    address,
    folder,
    startedAfterMs: performance.now() - begun,
    /** Everything it wrote so far, for the test that looks for private words in it. */
    written: () => printed + log,
    async stop() {
      child.kill("SIGTERM");
      const hard = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await ended;
      clearTimeout(hard);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
