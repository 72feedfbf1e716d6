/** The real server, `backline run`, in a process of its own with a database of its own. */

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const READY = /^Backline is ready at http:\/\/127\.0\.0\.1:(\d+)$/;
const START_MS = 90_000;
const SECRET = "a key for tests alone, the same after each restart";

export class Server {
  port = 0;
  #process;
  #folder;

  /** @param {Record<string, string>} environment What the operator sets. */
  constructor(environment = {}) {
    this.environment = environment;
  }

  /** The Python that runs Backline. */
  get python() {
    return process.env.BACKLINE_PYTHON ?? join(ROOT, ".venv/bin/python");
  }

  /** The database that it runs on, once it was started. */
  get databaseUrl() {
    return this.environment.BACKLINE_DATABASE_URL ?? `sqlite:///${join(this.#folder, "test.db")}`;
  }

  get secret() {
    return this.environment.BACKLINE_SECRET_KEY ?? SECRET;
  }

  /** Start, or start again on the same database; training happens where it is stale. */
  async start() {
    this.#folder ??= await mkdtemp(join(tmpdir(), "backline-browser-"));
    this.#process = this.#spawn(["run", "--port", "0"], "pipe");
    this.port = await this.#announced();
  }

  /** Run a command of Backline beside it, on the same database and settings. */
  async command(...words) {
    // Not inherited: the runner speaks on its own standard output.
    const run = this.#spawn(words, "ignore");
    const code = await new Promise((resolve) => run.once("exit", resolve));
    if (code !== 0) throw new Error(`backline ${words.join(" ")} ended with ${code}`);
  }

  #spawn(words, output) {
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("BACKLINE_"));
    return spawn(this.python, ["-m", "bot", ...words], {
      cwd: ROOT,
      env: {
        ...Object.fromEntries(inherited),
        BACKLINE_DATABASE_URL: this.databaseUrl,
        BACKLINE_SECRET_KEY: this.secret,
        BACKLINE_RATE_LIMIT: "off",
        ...this.environment,
      },
      stdio: ["ignore", output, "inherit"],
    });
  }

  async #announced() {
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), START_MS);
    for await (const line of createInterface({ input: this.#process.stdout })) {
      const port = READY.exec(line)?.[1];
      if (!port) continue;
      clearTimeout(timer);
      return Number(port);
    }
    throw new Error("the server ended before it was ready");
  }

  /** End it: SIGTERM in good order, SIGKILL as in a crash. */
  async stop(signal = "SIGTERM") {
    if (!this.#process || this.#process.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.kill(signal);
    await ended;
  }

  async close() {
    await this.stop("SIGKILL");
    if (this.#folder) await rm(this.#folder, { recursive: true, force: true });
  }
}
