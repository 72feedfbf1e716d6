/** socket.io-client 4.8.4, unmodified, as a page of a clinic's own would use it. */

import assert from "node:assert/strict";
import { test } from "../harness/world.mjs";
import { pageWith } from "./clients.mjs";
import { triage } from "./triage.mjs";

const QUIET_MS = 400;

class OwnPage {
  constructor(page) {
    this.page = page;
  }

  static async open(t, transports) {
    const page = await pageWith("socket.io-client", t);
    await page.evaluate(
      ([url, given]) => {
        const socket = globalThis.io(url, { path: "/socket.io/", transports: given });
        const state = { socket, session: null, turn: [], confirmations: [], transport: () => socket.io.engine.transport.name };
        socket.on("connect", () => socket.emit("session_request", { session_id: state.session }));
        socket.on("session_confirm", (id) => state.confirmations.push((state.session = id)));
        socket.on("bot_uttered", (message) => state.turn.push(message));
        state.say = (message) => {
          state.turn = [];
          socket.emit("user_uttered", { message, session_id: state.session, customData: { language: "en" } });
        };
        globalThis.chat = state;
      },
      [t.url, transports],
    );
    await page.waitForFunction(() => globalThis.chat.session);
    return new OwnPage(page);
  }

  async last() {
    let before = -1;
    for (let tries = 0; tries < 40; tries++) {
      await this.page.waitForTimeout(QUIET_MS);
      const count = await this.page.evaluate(() => globalThis.chat.turn.length);
      if (count && count === before) return (await this.turn()).map((one) => one.text ?? "").join("\n");
      before = count;
    }
    throw new Error("no answer came");
  }

  turn() {
    return this.page.evaluate(() => globalThis.chat.turn);
  }

  async say(words) {
    await this.page.evaluate((message) => globalThis.chat.say(message), words);
    await this.last();
  }

  async tap(title) {
    const choices = (await this.turn()).at(-1).quick_replies;
    await this.say(choices.find((one) => one.title === title || (title.test && title.test(one.title))).payload);
  }
}

test("socket.io-client 4.8.4 holds a whole triage over WebSocket", async (t) => {
  const own = await OwnPage.open(t, ["websocket"]);
  await own.say("/greet");
  assert.match((await triage(own)).join("\n"), /Heat \(A8\)/);
});

test("socket.io-client 4.8.4 holds a whole triage over long polling", async (t) => {
  const own = await OwnPage.open(t, ["polling"]);
  await own.say("/greet");
  assert.match((await triage(own)).join("\n"), /Heat \(A8\)/);
  assert.equal(await own.page.evaluate(() => globalThis.chat.transport()), "polling");
});

test("socket.io-client 4.8.4 moves on from polling to WebSocket", async (t) => {
  const own = await OwnPage.open(t, ["polling", "websocket"]);
  await own.say("/greet");
  await own.page.waitForFunction(() => globalThis.chat.transport() === "websocket");
  await own.say("my back hurts");
  assert.match(await own.last(), /rule out danger/);
});

test("socket.io-client 4.8.4 reconnects by itself to a server that was started again", async (t) => {
  const own = await OwnPage.open(t, ["websocket"]);
  await own.say("my back hurts since Monday");
  await t.server.stop();
  await t.server.start();
  await own.page.waitForFunction(() => globalThis.chat.confirmations.length === 2);
  const [before, after] = await own.page.evaluate(() => globalThis.chat.confirmations);
  assert.equal(after, before, "the session is the same");
  await own.say("none of these");
  assert.match(await own.last(), /change what is safe/);
});
