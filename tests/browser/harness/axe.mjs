/** What axe-core finds wrong on a page. */

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Faults of the whole page as lines; an empty list is what we want. */
export async function faults(page, options = {}) {
  await page.evaluate(source);
  return page.evaluate(async (given) => {
    const { violations } = await globalThis.axe.run(document, { ...given, resultTypes: ["violations"] });
    return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.target.flat().join(" ") + " " + (node.any[0]?.message ?? "")).join("; ")}`);
  }, options);
}
