/**
 * Builds bot/channels/widget/widget.js from src/. `--check` compares instead of writing: the
 * committed file must be what the sources give.
 */

import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, transform } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
export const OUTPUT = join(HERE, "../bot/channels/widget/widget.js");
const TARGET = ["chrome105", "firefox121", "safari16.4"];
const BANNER = "/* Backline chat widget. Made by `make widget` from widget/src: edit there. */";

/** Styles as a string, without the spaces and comments. */
const css = {
  name: "css",
  setup(builder) {
    builder.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), {
        loader: "css",
        minify: true,
        target: TARGET,
      });
      return { contents: `export default ${JSON.stringify(code.trim())}`, loader: "js" };
    });
  },
};

export async function bundle() {
  const result = await build({
    entryPoints: [join(HERE, "src/main.ts")],
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    target: TARGET,
    charset: "utf8",
    legalComments: "none",
    banner: { js: BANNER },
    plugins: [css],
  });
  return result.outputFiles[0].text;
}

export function gzipBytes(text) {
  return gzipSync(text, { level: 9 }).length;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = await bundle();
  if (process.argv.includes("--check")) {
    const committed = await readFile(OUTPUT, "utf8");
    if (committed !== text) {
      console.error("bot/channels/widget/widget.js is not what widget/src gives: run `make widget`.");
      process.exitCode = 1;
    }
  } else {
    await writeFile(OUTPUT, text);
  }
  console.log(`widget.js: ${text.length} bytes, ${gzipBytes(text)} bytes gzip`);
}
