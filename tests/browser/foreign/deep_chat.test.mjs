/** deep-chat 2.4.2, unmodified, over Rasa's REST channel with two interceptors. */

import assert from "node:assert/strict";
import { test } from "../harness/world.mjs";
import { pageWith } from "./clients.mjs";
import { triage } from "./triage.mjs";

const QUIET_MS = 400;
const MOST_TRIES = 40;

class DeepChat {
  constructor(page) {
    this.page = page;
    this.element = page.locator("deep-chat");
  }

  static async open(t, headers) {
    const page = await pageWith("deep-chat", t);
    await page.evaluate(
      ([url, given]) => {
        const sender = crypto.randomUUID();
        const chat = document.createElement("deep-chat");
        chat.connect = { url: `${url}/webhooks/rest/webhook`, method: "POST", headers: given };
        chat.requestInterceptor = (request) => {
          const message = request.body.messages.at(-1).text;
          request.body = { sender, message, message_id: crypto.randomUUID() };
          return request;
        };
        chat.responseInterceptor = (replies) => {
          globalThis.turn = replies;
          return replies.map((reply) => ({ text: reply.text }));
        };
        document.getElementById("place").append(chat);
        globalThis.deepChat = chat;
      },
      [t.url, headers],
    );
    await page.locator("deep-chat #text-input").waitFor();
    return new DeepChat(page);
  }

  async last() {
    const texts = await this.page.evaluate(() => globalThis.turn.map((one) => one.text));
    const shown = await this.element.locator(".ai-message-text").allInnerTexts();
    for (const text of texts) {
      const words = text.replace(/[-*_#>\s]+/g, " ").trim().slice(0, 40);
      assert.ok(shown.some((one) => one.replace(/[-*_#>\s]+/g, " ").includes(words)), `not shown: ${words}`);
    }
    return texts.join("\n");
  }

  async say(words) {
    await this.page.evaluate(() => (globalThis.turn = null));
    const input = this.element.locator("#text-input");
    const shown = this.element.locator(".user-message-text");
    const before = await shown.count();
    // Its field is there a moment before it listens, and all of it may be drawn anew, empty, once it does.
    for (let tries = 0; tries < MOST_TRIES && !(await this.page.evaluate(() => globalThis.turn)); tries += 1) {
      if ((await shown.count()) <= before) {
        await input.fill(words);
        await input.press("Enter");
      }
      await this.page.waitForTimeout(QUIET_MS);
    }
    await this.page.waitForFunction(() => globalThis.turn);
    await this.page.waitForTimeout(QUIET_MS);
  }

  /** A site shows buttons its own way; the person's tap sends the payload. */
  async tap(title) {
    const buttons = await this.page.evaluate(() => globalThis.turn.flatMap((one) => one.buttons ?? []));
    await this.say(buttons.find((one) => one.title === title || (title.test && title.test(one.title))).payload);
  }
}

test("deep-chat 2.4.2 holds a whole triage over REST", async (t) => {
  const chat = await DeepChat.open(t, { "Content-Type": "application/json" });
  await chat.say("hello");
  assert.match((await triage(chat)).join("\n"), /Heat \(A8\)/);
});

test("deep-chat 2.4.2 holds a whole triage over REST with text/plain bodies", async (t) => {
  const chat = await DeepChat.open(t, { "Content-Type": "text/plain" });
  await chat.say("hello");
  assert.match((await triage(chat)).join("\n"), /Heat \(A8\)/);
});

test("deep-chat 2.4.2 shows an emergency", async (t) => {
  const chat = await DeepChat.open(t, { "Content-Type": "text/plain" });
  await chat.say("I have crushing chest pain and I am short of breath");
  assert.match(await chat.last(), /Call 911/);
});
