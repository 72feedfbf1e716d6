/** One browser, one server, one line between them, for all tests; a fresh profile for each. */

import { chromium } from "playwright-core";
import { Line, Pages } from "./network.mjs";
import { Server } from "./server.mjs";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const TEST_MS = 240_000;
const WAIT_MS = 60_000;

/** Tests by name, in the order of their files. */
export const registered = new Map();

/**
 * Register a test; the name must be a plain string at the start of the line, as Python reads it.
 * @param {string} name
 * @param {(t: Visit) => Promise<void>} run
 */
export function test(name, run) {
  registered.set(name, run);
}

/** What a test is given: pages to open, and what they asked the network for. */
export class Visit {
  /** Every address that a page asked for. */
  requests = [];
  /** Errors of scripts, and what a content security policy refused. */
  faults = [];
  #contexts = [];

  get url() {
    return world.line.url;
  }

  get line() {
    return world.line;
  }

  get server() {
    return world.server;
  }

  get pages() {
    return world.pages;
  }

  /** A new profile: another person's browser. Options as in Playwright. */
  async browser(options = {}) {
    const context = await world.chromium.newContext({ viewport: { width: 1280, height: 860 }, ...options });
    this.#contexts.push(context);
    context.setDefaultTimeout(WAIT_MS);
    await context.addInitScript(() => {
      addEventListener("securitypolicyviolation", (event) =>
        console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`),
      );
    });
    context.on("request", (request) => this.requests.push(request.url()));
    context.on("weberror", (error) => this.faults.push(error.error().stack));
    context.on("console", (message) => {
      if (message.type() === "error") this.faults.push(message.text());
    });
    return context;
  }

  /** A page in a new profile, at an address of the server or a full one. */
  async open(address = "/", options = {}) {
    const context = await this.browser(options);
    const page = await context.newPage();
    await page.goto(new URL(address, this.url).href);
    return page;
  }

  async close() {
    await Promise.all(this.#contexts.map((context) => context.close()));
  }
}

class World {
  line = new Line();
  pages = new Pages();

  async open() {
    if (this.chromium) return;
    await this.pages.open(() => this.line.url);
    this.server = new Server({ BACKLINE_ALLOWED_ORIGINS: this.pages.url });
    const started = this.server.start();
    await this.line.open(() => this.server.port);
    const libraries = process.env.BACKLINE_TEST_CHROMIUM_LIBRARIES;
    this.chromium = await chromium.launch({
      executablePath: process.env.BACKLINE_TEST_CHROMIUM,
      args: FLAGS,
      ...(libraries ? { env: { ...process.env, LD_LIBRARY_PATH: libraries } } : {}),
    });
    await started;
  }

  async close() {
    await this.chromium?.close();
    this.line.close();
    this.pages.close();
    await this.server?.close();
  }
}

export const world = new World();

/** Run a test within its time, and leave the world as it was. */
export async function runOne(name, run, mostMs = TEST_MS) {
  await world.open();
  world.line.mend();
  const visit = new Visit();
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`"${name}" takes longer than ${mostMs} ms`)), mostMs);
  });
  try {
    await Promise.race([run(visit), late]);
  } finally {
    clearTimeout(timer);
    await visit.close();
  }
}

