/** Changes of the protocol, made beside the server: see proposals.py. */

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const made = new WeakMap();

/** Do one of the things that proposals.py does. */
export function proposals(server, what) {
  const script = fileURLToPath(new URL("proposals.py", import.meta.url));
  return new Promise((resolve, reject) => {
    // Standard output is the runner's own.
    const run = spawn(server.python, [script, server.databaseUrl, what], {
      cwd: ROOT,
      env: { ...process.env, PYTHONPATH: ROOT },
      stdio: ["ignore", "ignore", "inherit"],
    });
    run.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`proposals.py ${what} failed`))));
  });
}

/** Have one change there, searched and replayed, once for each server; open it. */
export async function openChange(page, t) {
  if (!made.has(t.server)) made.set(t.server, proposals(t.server, "made"));
  await made.get(t.server);
  await page.goto(new URL("/staff/protocol", t.url).href);
  await page.getByRole("link", { name: /^Change \d/ }).last().click();
  await page.getByRole("link", { name: "Who would move" }).waitFor();
}
