// Starts the built program on a free port with a folder of its own, and stops it again.

import { execFileSync, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

const PATIENCE_MS = 60_000;

/** The release binary, or the one that FEMORIS_BIN names. */
export const binary = process.env.FEMORIS_BIN ?? path.resolve(import.meta.dirname, "../../target/release/femoris");

/** Serves an empty data folder, or with `demo` the example runner. */
export async function serve({ demo = false } = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), "femoris-e2e-"));
  const args = demo ? ["serve", "--port", "0", "--demo"] : ["serve", "--port", "0", "--data", path.join(folder, "data")];
  const begun = performance.now();
  const child = spawn(binary, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, TMPDIR: folder } });
  let written = "";
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const address = await new Promise((resolve, reject) => {
    const late = setTimeout(() => settle(reject, new Error(`no address within ${PATIENCE_MS} ms:\n${written}`)), PATIENCE_MS);
    const settle = (how, what) => {
      clearTimeout(late);
      how(what);
    };
    const listen = (bytes) => {
      written += bytes;
      const found = written.match(/http:\/\/127\.0\.0\.1:\d+(?=\D)/);
      if (found) settle(resolve, found[0]);
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.once("error", (error) => settle(reject, error));
    child.once("exit", (code) => settle(reject, new Error(`ended with ${code} before it served:\n${written}`)));
  });
  return {
    address,
    /** A place for the test's own files, gone when it stops. */
    folder,
    startedAfterMs: performance.now() - begun,
    /** Another program at the same folder, such as a clinician's word on the command line. */
    run: (...words) => execFileSync(binary, [...words, "--data", path.join(folder, "data")], { encoding: "utf8" }),
    /** Everything it wrote so far, for the test that looks for private words in it. */
    written: () => written,
    async stop() {
      child.kill("SIGTERM");
      const hard = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await ended;
      clearTimeout(hard);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
