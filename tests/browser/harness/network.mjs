/** What lies between browser and server: a line that can be cut and slowed, and a host of other pages. */

import { createServer, connect } from "node:net";
import { createServer as createHttpServer } from "node:http";
import { readFile } from "node:fs/promises";

/** Passes bytes on to the server; browsers know only this address, so a restart may change the port. */
export class Line {
  isCut = false;
  /** What the server says is lost, while what it is told arrives. */
  isDeaf = false;
  delayMs = 0;
  #sockets = new Set();
  #listener;

  async open(target) {
    this.target = target;
    this.#listener = createServer((socket) => this.#accept(socket));
    await listening(this.#listener);
    this.url = `http://127.0.0.1:${this.#listener.address().port}`;
  }

  #accept(near) {
    if (this.isCut) return near.destroy();
    const far = connect(this.target(), "127.0.0.1");
    for (const [from, to] of [[near, far], [far, near]]) {
      this.#sockets.add(from);
      from.on("data", (bytes) => (this.isDeaf && from === far) || this.#pass(bytes, to));
      from.on("error", () => to.destroy());
      from.on("close", () => {
        this.#sockets.delete(from);
        to.destroy();
      });
    }
  }

  #pass(bytes, to) {
    if (this.delayMs) setTimeout(() => to.writable && to.write(bytes), this.delayMs);
    else if (to.writable) to.write(bytes);
  }

  /** Drop every connection and take no new one, until `mend`. */
  cut() {
    this.isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend() {
    this.isCut = this.isDeaf = false;
    this.delayMs = 0;
  }

  close() {
    this.cut();
    this.#listener?.close();
  }
}

/** Serves tests/browser/pages from another origin, as a clinic's own site would. */
export class Pages {
  #listener;

  async open(serverUrl) {
    const folder = new URL("../pages/", import.meta.url);
    this.#listener = createHttpServer(async (request, response) => {
      const name = request.url.slice(1).replace(/\?.*/, "");
      try {
        const text = (await readFile(new URL(name, folder), "utf8")).replaceAll("{server}", serverUrl()).replaceAll("{socket}", serverUrl().replace("http", "ws"));
        const policy = /<!-- policy: (.*?) -->/.exec(text)?.[1];
        response.setHeader("Content-Type", name.endsWith(".js") ? "text/javascript" : "text/html; charset=utf-8");
        if (policy) response.setHeader("Content-Security-Policy", policy);
        response.end(text);
      } catch {
        response.writeHead(404).end();
      }
    });
    await listening(this.#listener);
    this.url = `http://127.0.0.1:${this.#listener.address().port}`;
  }

  close() {
    this.#listener?.close();
    this.#listener?.closeAllConnections();
  }
}

function listening(server) {
  return new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
}
