/** Runs tests by name: a line {file, name} on stdin, a line {error} on stdout. */

import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { registered, runOne, world } from "./harness/world.mjs";

console.log = console.error; // stdout is for answers.

for await (const line of createInterface({ input: process.stdin })) {
  const { file, name } = JSON.parse(line);
  let error = null;
  try {
    await import(pathToFileURL(file).href);
    const run = registered.get(name);
    if (!run) throw new Error(`${file} has no test named "${name}"`);
    await runOne(name, run);
  } catch (failure) {
    error = failure?.stack ?? String(failure);
  }
  process.stdout.write(JSON.stringify({ error }) + "\n");
}
await world.close();
