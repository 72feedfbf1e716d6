/** The clients' own files, as npm brings them, put into a page of another origin. */

import { fileURLToPath } from "node:url";

const resolve = (path) => fileURLToPath(new URL(`node_modules/${path}`, import.meta.url));
const FILES = {
  "rasa-webchat": resolve("rasa-webchat/lib/index.js"),
  "socket.io-client": resolve("socket.io-client/dist/socket.io.min.js"),
  "deep-chat": resolve("deep-chat/dist/deepChat.bundle.js"),
};

/** Open a clinic's page that has this client and nothing of ours. */
export async function pageWith(client, t) {
  const page = await t.open(`${t.pages.url}/foreign.html`);
  await add(client, page);
  return page;
}

/** Put a client's file into a page that is open. */
export async function add(client, page) {
  const isModule = client === "deep-chat";
  await page.addScriptTag({ path: FILES[client], ...(isModule ? { type: "module" } : {}) });
}
